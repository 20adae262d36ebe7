"""Values far outside of what training saw."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import define, field
from numpy.typing import NDArray

from kb_keras.datasets.samples._warning import warn
from kb_keras.datasets.tables._standardization import Standardization

WIDTHS, DEVIATIONS = 3, 10
"""A value is far from the training samples' range if it lies beyond so many of both."""


@define(eq=False)
class FarValues:
    """Warns of values that a model can't have learned anything about, once for each column.

    Attributes:
        names: What the columns of numbers are called.
        scale: Their range among the training samples.
    """

    names: Sequence[str]
    scale: Standardization
    _warned: set[int] = field(init=False, factory=set)

    def look(self, where: str, features: NDArray[Any], lines: Sequence[int] = ()) -> None:
        """Look at features of shape `(rows, features)`, before they are standardized."""
        numbers = features[:, : self.scale.numeric]
        if not numbers.size:
            return
        low, high, deviation = self.scale.low, self.scale.high, self.scale.deviation
        distance = np.maximum(low - numbers.min(axis=0), numbers.max(axis=0) - high)
        far = np.maximum(WIDTHS * (high - low), DEVIATIONS * deviation[: self.scale.numeric])
        for column in np.flatnonzero(distance > far).tolist():
            if column not in self._warned:
                self._warned.add(column)
                self._warn(where, column, numbers[:, column], lines)

    def _warn(self, where: str, column: int, values: NDArray[Any], lines: Sequence[int]) -> None:
        low, high = self.scale.low[column], self.scale.high[column]
        row = int(np.maximum(low - values, values - high).argmax())
        line = f" in line {lines[row]}" if lines else ""
        seen = f"always {low:g}" if low == high else f"between {low:g} and {high:g}"
        warn(
            f"{where}: column {self.names[column]} is {values[row]:g}{line}; among the training"
            f" samples it is {seen}."
        )
