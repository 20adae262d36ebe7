"""What architectures have to know about a dataset."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

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

    def describe(self) -> dict[str, Any]:
        """Return it as plain data, which JSON holds without loss."""
        return {
            "name": self.name,
            "input_shape": list(self.input_shape),
            "task": str(self.task),
            "classes": list(self.classes),
            "targets": self.targets,
        }

    @classmethod
    def restore(cls, description: Mapping[str, Any]) -> "DataSpec":
        """Return what `describe` described; other entries are ignored.

        Raises:
            KeyError: An entry is missing.
            TypeError: An entry is of another type.
            ValueError: The task is unknown.
        """
        return cls(
            description["name"],
            tuple(description["input_shape"]),
            Task(description["task"]),
            tuple(description["classes"]),
            description["targets"],
        )
