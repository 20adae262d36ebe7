"""What architectures have to know about a dataset."""

from enum import StrEnum

from attrs import frozen


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
