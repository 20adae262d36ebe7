"""Arrays as a model takes them that scales bytes itself."""

from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import frozen
from kb_registry import Rows
from numpy.typing import NDArray

from kb_keras.datasets.samples._checks import scaled

if TYPE_CHECKING:
    import keras

NAME = "x"


@frozen
class ByteInput:
    """Bytes that are scaled from 0..255 to [0, 1] inside the model.

    Attributes:
        shape: Of a sample.
    """

    shape: tuple[int, ...]

    def describe(self) -> dict[str, Any]:
        """Return what the input takes."""
        return {NAME: {"dtype": "uint8", "shape": list(self.shape), "range": [0, 255]}}

    def extend(self, network: "keras.Model") -> "keras.Model":
        """Return a model of bytes."""
        import keras

        x = keras.Input(self.shape, dtype="uint8", name=NAME)
        return keras.Model(x, network(keras.layers.Rescaling(1 / 255, name="scaling")(x)))

    def rows(self, samples: NDArray[Any]) -> Rows:
        """Return the nearest bytes."""
        return {NAME: np.rint(samples * 255).astype(np.uint8)}

    def samples(self, rows: Rows) -> NDArray[np.float32]:
        """Return shares of 255."""
        return scaled(rows[NAME])
