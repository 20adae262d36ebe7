"""Samples as training sees them."""

from typing import TYPE_CHECKING, Any, Protocol

from attrs import field, frozen

from kb_registry.vocabulary._data_spec import DataSpec
from kb_registry.vocabulary._preparation import Preparation

if TYPE_CHECKING:
    import numpy as np


class Samples(Protocol):
    """Samples in memory, which is a NumPy array, or on the disk, read when they are asked for.

    What isn't in memory has no `__array__`, so that nothing reads all of it by accident;
    `samples[:]` reads all of it on purpose.
    """

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of samples, then the shape of one."""
        ...

    @property
    def dtype(self) -> "np.dtype[Any]":
        """Type of the numbers."""
        ...

    def __len__(self) -> int:
        """Number of samples."""
        ...

    def __getitem__(self, rows: Any, /) -> Any:
        """Return some samples as a NumPy array, in the order asked for.

        Args:
            rows: A slice, or an array of indices from 0 on. Training asks from threads.

        Raises:
            DataError: The samples can't be read any more.
        """
        ...


@frozen(eq=False)
class Split:
    """Samples and their targets.

    Attributes:
        x: Samples, float32, shape `(samples, *input_shape)`; in memory or not.
        y: Integer labels of shape `(samples,)`, or float32 targets; in memory.
    """

    x: Samples
    y: "np.ndarray"

    def __len__(self) -> int:
        return len(self.x)


@frozen(eq=False)
class Splits:
    """A dataset, divided.

    Attributes:
        spec: What the dataset is.
        train: To fit on.
        validation: To choose on.
        test: To report on, once.
        preparation: What makes samples of new files; None if the dataset can't say.
    """

    spec: DataSpec
    train: Split = field(repr=False)
    validation: Split = field(repr=False)
    test: Split = field(repr=False)
    preparation: Preparation | None = field(default=None, repr=False, kw_only=True)

    def by_name(self) -> dict[str, Split]:
        """The three parts, in the order in which they are used."""
        return {"train": self.train, "validation": self.validation, "test": self.test}
