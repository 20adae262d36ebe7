"""What is true of all numbers of an array together."""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from attrs import frozen

BLOCK_VALUES = 2**16
"""Numbers that are looked at together: as many as stay in a processor's cache."""


@frozen
class Numbers:
    """The finite numbers of an array of shape `(rows, columns)`.

    Attributes:
        finite: Their share.
        whole: Whether all numbers are finite and whole.
        minimum: The smallest; 0 if there is none, as for the others.
        maximum: The largest.
        mean: Their mean.
        std: Their standard deviation.
        squared_norm: Mean over rows of the sum of squares.
    """

    finite: float
    whole: bool
    minimum: float
    maximum: float
    mean: float
    std: float
    squared_norm: float


def survey(rows: "np.ndarray[Any, Any]") -> Numbers:
    """Look at every number, in double precision."""
    count, total, squares, whole = 0, 0.0, 0.0, True
    minimum, maximum = math.inf, -math.inf
    for block in _blocks(rows):
        known = block[np.isfinite(block)]
        if not known.size:
            continue
        count += known.size
        minimum, maximum = min(minimum, known.min()), max(maximum, known.max())
        total += known.sum()
        squares += np.dot(known, known)
        whole = whole and np.array_equal(known, np.rint(known))
    if not count:
        return Numbers(float(not rows.size), rows.size == 0, 0.0, 0.0, 0.0, 0.0, 0.0)
    mean, deviations = total / count, 0.0
    for block in _blocks(rows):
        distances = block[np.isfinite(block)] - mean
        deviations += np.dot(distances, distances)
    return Numbers(
        count / rows.size,
        bool(whole and count == rows.size),
        float(minimum),
        float(maximum),
        float(mean),
        math.sqrt(deviations / count),
        float(squares) / len(rows),
    )


def _blocks(rows: "np.ndarray[Any, Any]") -> Iterator["np.ndarray[Any, Any]"]:
    values = rows.reshape(-1)
    for first in range(0, values.size, BLOCK_VALUES):
        yield values[first : first + BLOCK_VALUES].astype(np.float64)
