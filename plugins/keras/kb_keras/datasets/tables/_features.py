"""The features that columns become."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from kb_keras.datasets.tables._block import Cells
from kb_keras.datasets.tables._columns import Column
from kb_keras.datasets.tables._standardization import Standardization


@frozen
class NumberColumn:
    """A column of numbers, which is one feature."""

    name: str


@frozen
class WordColumn:
    """A column of words, which is a feature for each word.

    Attributes:
        name: What it is called.
        words: In the order of their features.
    """

    name: str
    words: Cells


FeatureColumn: TypeAlias = NumberColumn | WordColumn


@frozen(eq=False)
class Features:
    """What becomes of the numbers in a row: first the measured ones, then a one for each word.

    Attributes:
        numeric: Which columns are measured.
        coded: Which are words, each with the features of every word.
    """

    numeric: Sequence[int]
    coded: Sequence[tuple[int, NDArray[np.float64]]]

    @classmethod
    def of(cls, columns: Sequence[FeatureColumn]) -> "Features":
        """Features of columns whose words are numbered in the order of their features."""
        return cls(
            [i for i, column in enumerate(columns) if isinstance(column, NumberColumn)],
            [(i, np.eye(len(c.words))) for i, c in enumerate(columns) if isinstance(c, WordColumn)],
        )

    @classmethod
    def gathered(cls, columns: Sequence[Column]) -> "Features":
        """Features of columns as they were read, whose words are numbered as they came."""
        texts = [i for i, column in enumerate(columns) if column.text]
        return cls(
            [i for i, column in enumerate(columns) if not column.text],
            [(i, np.eye(len(columns[i].words))[columns[i].ranks()]) for i in texts],
        )

    @property
    def count(self) -> int:
        """Number of features."""
        return len(self.numeric) + sum(len(ones) for _, ones in self.coded)

    def __call__(self, cells: NDArray[np.float64]) -> NDArray[np.float64]:
        """Features of shape `(..., features)` of cells of shape `(..., columns)`."""
        if not self.coded:
            return cells
        coded = [ones[cells[..., i].astype(np.int64)] for i, ones in self.coded]
        return np.concatenate([cells[..., list(self.numeric)], *coded], axis=-1)


def describe_columns(
    columns: Sequence[FeatureColumn], scale: Standardization
) -> list[dict[str, Any]]:
    """Return columns in the order of their features as plain data."""
    numbers = iter(scale.describe())
    return [
        {"name": column.name, "type": "number", **next(numbers)}
        if isinstance(column, NumberColumn)
        else {"name": column.name, "type": "words", "words": list(column.words)}
        for column in columns
    ]


def restore_columns(
    described: Sequence[Mapping[str, Any]],
) -> tuple[tuple[FeatureColumn, ...], Standardization]:
    """Return what was described."""
    columns = tuple(
        NumberColumn(column["name"])
        if column["type"] == "number"
        else WordColumn(column["name"], tuple(column["words"]))
        for column in described
    )
    numbers = [column for column in described if column["type"] == "number"]
    return columns, Standardization.restore(numbers, features=Features.of(columns).count)
