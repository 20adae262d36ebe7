"""Mean, deviation and range of numbers."""

from typing import Any

import numpy as np
from attrs import frozen
from kb_registry import Samples
from numpy.typing import NDArray

from kb_keras.datasets.samples._views import blocks

NOISE = 8
"""A deviation below so many rounding errors of the largest value is rounding error itself."""


@frozen(eq=False)
class Moments:
    """What is known of each feature of some samples; each of shape `(features,)`.

    Attributes:
        mean: Mean.
        deviation: Standard deviation, by n; 1 for what doesn't vary beyond rounding errors.
        low: Smallest value.
        high: Largest value.
    """

    mean: NDArray[Any]
    deviation: NDArray[Any]
    low: NDArray[Any]
    high: NDArray[Any]


def moments(values: Samples) -> Moments:
    """Take the moments of samples of shape `(samples, features)` or `(samples,)`."""
    count = len(values)
    mean = np.asarray(sum(block.sum(axis=0) for _, block in blocks(values)) / count)
    squares, rest = np.zeros_like(mean), np.zeros_like(mean)
    low, high = np.full_like(mean, np.inf), np.full_like(mean, -np.inf)
    for _, block in blocks(values):
        centred = block - mean
        squares = squares + (centred**2).sum(axis=0)
        rest = rest + centred.sum(axis=0)
        low, high = np.minimum(low, block.min(axis=0)), np.maximum(high, block.max(axis=0))
    error = rest / count  # by which rounding moved the mean: that isn't deviation
    genuine = np.sqrt(np.maximum(squares / count - error**2, 0))
    noise = NOISE * np.finfo(mean.dtype).eps * np.maximum(np.abs(low), np.abs(high))
    deviation = np.sqrt(squares / count)
    tiny = (genuine <= noise) & (high - low > noise)
    if tiny.any():
        deviation = np.where(tiny, _without_underflow(values, mean, high - low), deviation)
    mean = np.where(low == high, low, mean)  # which rounding may have moved
    return Moments(mean, np.where((genuine > noise) | tiny, deviation, 1), low, high)


def _without_underflow(values: Samples, mean: NDArray[Any], width: NDArray[Any]) -> NDArray[Any]:
    """The deviation of numbers whose squares are too small to be held."""
    width = np.where(width > 0, width, 1)
    shares = sum((((block - mean) / width) ** 2).sum(axis=0) for _, block in blocks(values))
    return np.asarray(width * np.sqrt(shares / len(values)))
