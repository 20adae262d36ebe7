"""How far predicted numbers are from true ones."""

from typing import Any

import numpy as np
import numpy.typing as npt
from attrs import frozen

from kb_engine.prediction._estimate import Estimate, mean, resampled

QUANTILES = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)

Numbers = npt.NDArray[Any]


@frozen
class NumberScores:
    """What predictions of one number are worth, in the number's own unit.

    Attributes:
        target: Its name.
        mean_absolute_error: In the target's unit.
        root_mean_squared_error: In the target's unit.
        r_squared: Share of the targets' variance that is predicted; 1 is perfect, 0 is as good
            as the mean of these targets, NaN if they are all the same.
        residuals: Quantiles of prediction minus truth, by their place: `{0.05: -1.2, ...}`.
    """

    target: str
    mean_absolute_error: Estimate
    root_mean_squared_error: Estimate
    r_squared: Estimate
    residuals: dict[float, float]


def score_numbers(target: str, predicted: Numbers, truth: Numbers) -> NumberScores:
    """Score predictions of one number, each `(samples,)`."""
    p, y = np.asarray(predicted, np.float64), np.asarray(truth, np.float64)
    quantiles = np.quantile(p - y, QUANTILES)
    return NumberScores(
        target=target,
        mean_absolute_error=mean(np.abs(p - y)),
        root_mean_squared_error=resampled(_root_mean_squared, p, y),
        r_squared=resampled(_r_squared, p, y),
        residuals=dict(zip(QUANTILES, map(float, quantiles), strict=True)),
    )


def _root_mean_squared(predicted: Numbers, truth: Numbers, axis: int) -> Numbers:
    found: Numbers = np.sqrt(np.mean((predicted - truth) ** 2, axis=axis))
    return found


def _r_squared(predicted: Numbers, truth: Numbers, axis: int) -> Numbers:
    left = np.sum((predicted - truth) ** 2, axis=axis)
    spread = np.sum((truth - truth.mean(axis=axis, keepdims=True)) ** 2, axis=axis)
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Numbers = np.where(spread > 0, 1 - left / spread, np.nan)
    return found
