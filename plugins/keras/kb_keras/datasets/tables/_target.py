"""The column to predict, as it was fitted on the training samples."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray


@frozen
class Target:
    """What is known of the column to predict.

    Attributes:
        name: What it is called.
        words: Whether its classes are words rather than numbers.
        mean: What is subtracted from the numbers of a regression.
        deviation: What they are then divided by.
    """

    name: str
    words: bool
    mean: float = 0.0
    deviation: float = 1.0

    def scaled(self, numbers: NDArray[Any]) -> NDArray[np.float32]:
        """Targets of a regression as they are trained on."""
        return ((numbers - self.mean) / self.deviation).astype(np.float32)

    def in_units(self, outputs: NDArray[Any]) -> NDArray[np.float64]:
        """Numbers that a model put out, in the unit of the column."""
        return np.asarray(outputs, np.float64) * self.deviation + self.mean

    def describe(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "name": self.name,
            "type": "words" if self.words else "number",
            "mean": float(self.mean),
            "deviation": float(self.deviation),
        }

    @classmethod
    def restore(cls, description: Mapping[str, Any]) -> "Target":
        """Return what was described."""
        words = description["type"] == "words"
        return cls(description["name"], words, description["mean"], description["deviation"])
