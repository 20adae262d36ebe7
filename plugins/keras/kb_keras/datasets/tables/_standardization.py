"""Numbers brought to mean 0 and standard deviation 1."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from kb_keras.datasets.tables._moments import Moments

Numbers = NDArray[Any]

PIECE_ROWS = 64


@frozen(eq=False)
class Standardization:
    """What is subtracted from each feature, and what it is then divided by.

    Attributes:
        mean: Of shape `(features,)`.
        deviation: Of shape `(features,)`.
        numeric: How many of the first features are measured numbers.
        low: Smallest value of each of these among the training samples.
        high: Largest value.
    """

    mean: Numbers
    deviation: Numbers
    numeric: int
    low: Numbers
    high: Numbers

    @classmethod
    def of(cls, fitted: Moments, *, numeric: int, scaled: bool) -> "Standardization":
        """Standardize by the training samples' moments.

        Args:
            fitted: What was taken of the training samples, of all features.
            numeric: How many of the first features are measured numbers; the others stay.
            scaled: Whether these are standardized, rather than left as they are.
        """
        mean, deviation = fitted.mean.copy(), fitted.deviation.copy()
        columns = numeric if scaled else 0
        mean[columns:], deviation[columns:] = 0, 1
        return cls(mean, deviation, numeric, fitted.low[:numeric], fitted.high[:numeric])

    def __call__(self, x: Numbers) -> Numbers:
        """Samples of shape `(..., features)` in single precision."""
        scaled: Numbers = np.empty(x.shape, np.float32)
        rows, found = x.reshape(-1, x.shape[-1]), scaled.reshape(-1, x.shape[-1])
        for first in range(0, len(rows), PIECE_ROWS):  # what is between stays in the cache
            piece = slice(first, first + PIECE_ROWS)
            np.divide(
                rows[piece] - self.mean, self.deviation, out=found[piece], casting="same_kind"
            )
        return scaled

    def describe(self) -> list[dict[str, float]]:
        """Return what was fitted of each measured number, as plain data."""
        columns = (self.mean, self.deviation, self.low, self.high)
        names = ("mean", "deviation", "low", "high")
        return [
            dict(zip(names, map(float, values), strict=True))
            for values in zip(*(column[: self.numeric] for column in columns), strict=True)
        ]

    @classmethod
    def restore(cls, described: Sequence[Mapping[str, Any]], *, features: int) -> "Standardization":
        """Return what was described, for so many features in all."""

        def column(name: str) -> Numbers:
            return np.array([each[name] for each in described], np.float64)

        numeric, others = len(described), features - len(described)
        return cls(
            np.concatenate([column("mean"), np.zeros(others)]),
            np.concatenate([column("deviation"), np.ones(others)]),
            numeric,
            column("low"),
            column("high"),
        )
