"""Samples that are prepared before they go into a model."""

from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import frozen
from kb_registry import Rows
from numpy.typing import NDArray

if TYPE_CHECKING:
    import keras

NAME = "x"


@frozen
class PreparedInput:
    """A model's input as it was trained on.

    Attributes:
        shape: Of a sample.
        whole: Whether the model is written with an input of that name, or as it is.
    """

    shape: tuple[int, ...]
    whole: bool = True

    def describe(self) -> dict[str, Any]:
        """Return what the input takes."""
        return {NAME: {"dtype": "float32", "shape": list(self.shape)}}

    def extend(self, network: "keras.Model") -> "keras.Model":
        """Return the network behind an input with a name."""
        import keras

        if not self.whole:
            return network
        x = keras.Input(self.shape, name=NAME)
        return keras.Model(x, network(x))

    def rows(self, samples: NDArray[Any]) -> Rows:
        """Return samples as they are."""
        return {NAME: np.asarray(samples, np.float32)}

    def samples(self, rows: Rows) -> NDArray[np.float32]:
        """Return rows as they are."""
        return rows[NAME]
