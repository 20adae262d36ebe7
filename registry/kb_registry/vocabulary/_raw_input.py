"""How a model comes to take rows as they stand in files."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, Protocol, runtime_checkable

from attrs import frozen

if TYPE_CHECKING:
    import keras
    import numpy as np

Rows = Mapping[str, "np.ndarray"]
"""Arrays by the name of the input that takes them, each of shape `(rows, ...)`."""


@frozen
class RawForm:
    """What a format's inputs can hold.

    Attributes:
        words: Whether they can be text; if not, words come as their numbers.
        numbers: The precision of measured numbers.
    """

    words: bool = True
    numbers: Literal["float32", "float64"] = "float64"


class RawInput(Protocol):
    """A preparation as Keras layers in front of a model, and what it does in NumPy beside them."""

    def describe(self) -> dict[str, Any]:
        """Return what each input takes, by its name, as plain data."""
        ...

    def extend(self, network: "keras.Model") -> "keras.Model":
        """Return a model with inputs of these names that prepares raw rows for the network.

        Its outputs are class probabilities, or numbers in the target's own unit.
        """
        ...

    def rows(self, samples: "np.ndarray") -> Rows:
        """Return raw rows that become about these samples of shape `(rows, *input_shape)`."""
        ...

    def samples(self, rows: Rows) -> "np.ndarray":
        """Return what becomes of raw rows without Keras: float32, `(rows, *input_shape)`."""
        ...


@runtime_checkable
class Embeddable(Protocol):
    """A preparation that can be put into a model."""

    def raw_input(self, form: RawForm) -> RawInput | None:
        """Return this preparation as layers; None if raw rows are samples already.

        Args:
            form: What inputs can hold.
        """
        ...
