"""Datasets as architectures and training see them."""

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from attrs import field, frozen

if TYPE_CHECKING:
    import numpy as np


class Task(StrEnum):
    """What is predicted."""

    CLASSIFICATION = "classification"
    """One of several classes, as an integer label."""
    BINARY = "binary"
    """One of two classes, as 0 or 1."""
    REGRESSION = "regression"
    """One or more real numbers."""


@frozen
class DataSpec:
    """What an architecture has to know about a dataset before any of it is loaded.

    Attributes:
        name: For people: `mnist`.
        input_shape: Shape of one sample.
        task: What is predicted.
        classes: Names of the classes in the order of their labels; empty for regression.
        targets: How many numbers are predicted in a regression.
    """

    name: str
    input_shape: tuple[int, ...]
    task: Task
    classes: tuple[str, ...] = ()
    targets: int = 1


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
    """

    spec: DataSpec
    train: Split = field(repr=False)
    validation: Split = field(repr=False)
    test: Split = field(repr=False)

    def by_name(self) -> dict[str, Split]:
        """The three parts, in the order in which they are used."""
        return {"train": self.train, "validation": self.validation, "test": self.test}
