"""A table turned into samples, which stay on the disk."""

from collections.abc import Iterator, Sequence
from math import inf
from typing import Any

import numpy as np
from attrs import frozen
from kb_registry import DataError, DataSpec, Split, Task
from numpy.typing import NDArray

from kb_keras.datasets.samples import _checks as checks
from kb_keras.datasets.samples._division import Source
from kb_keras.datasets.samples._stored_rows import StoredRows, unpacked
from kb_keras.datasets.samples._views import Mapped
from kb_keras.datasets.tables._block import Cells, Vector
from kb_keras.datasets.tables._columns import Column
from kb_keras.datasets.tables._file import Table

MOST_NUMBERED_CLASSES = 20
"""Whole numbers of more kinds are taken for a quantity."""


def source(table: Table, target: str, task: str, categorical: Cells) -> Source:
    """Turn a table without missing values into samples.

    The numbers, and the words as numbers, go into a temporary file as they are read; there a
    column of words takes no more room than one of numbers.

    Raises:
        DataError: Numbers and text stand in one column, a number is infinite, a column has too
            many words, no column is left, or the target has one class alone.
    """
    columns = [Column(table.file, name, named=name in categorical) for name in table.names]
    predicted = columns.pop(table.names.index(target))
    predicted.most_words = inf
    targets: list[Vector] = []
    with unpacked(_numbers(table, predicted, columns, targets), table.file) as file:
        for column in columns:
            column.check()
        if not columns:
            raise DataError(
                f"{table.file} has no column beside {target}.", hint="Drop fewer columns."
            )
        y = np.concatenate(targets)
        cells = StoredRows(file, table.file, 0, (len(y), len(columns)), np.float64)
    features = Features.of(columns)
    spec, y = _target(predicted, y, task, (features.count,))
    x = Mapped(cells, features, (features.count,), np.float64)
    return Source(spec, Split(x, y), numeric=len(features.numeric))


def _numbers(
    table: Table, predicted: Column, columns: list[Column], targets: list[Vector]
) -> Iterator[NDArray[np.float64]]:
    place = table.names.index(predicted.name)
    for block in table.blocks:
        *cells, last = *block.columns[:place], *block.columns[place + 1 :], block.columns[place]
        targets.append(predicted.read(block.lines, last).copy())  # not to keep all of the block
        rows = [column.read(block.lines, c) for column, c in zip(columns, cells, strict=True)]
        if rows:
            yield np.stack(rows, axis=-1)


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
    def of(cls, columns: Sequence[Column]) -> "Features":
        """Features of columns that have been read."""
        texts = [i for i, column in enumerate(columns) if column.text]
        return cls(
            [i for i in range(len(columns)) if i not in texts],
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


def _target(
    column: Column, values: Vector, task: str, shape: tuple[int, ...]
) -> tuple[DataSpec, NDArray[Any]]:
    column.check()
    name = column.file.stem
    if task == "regression" or (task == "auto" and not column.text and _is_quantity(values)):
        if column.text:
            raise DataError(
                f"{column.file}: column {column.name} holds text, which no regression can predict.",
                hint="Write task=classification.",
            )
        return DataSpec(name, shape, Task.REGRESSION), values
    classes, labels = _classes(column, values)
    if len(classes) == 1:
        raise DataError(
            f"{column.file}: column {column.name} holds a single class, {classes[0]}.",
            hint="A classification needs at least two.",
        )
    return DataSpec(name, shape, checks.task_of(len(classes)), classes), labels


def _is_quantity(numbers: Vector) -> bool:
    kinds = np.unique(numbers)
    return len(kinds) > MOST_NUMBERED_CLASSES or any(not k.is_integer() for k in kinds.tolist())


def _classes(column: Column, values: Vector) -> tuple[Cells, NDArray[np.int64]]:
    if column.text:
        return tuple(sorted(column.words)), column.ranks()[values.astype(np.int64)]
    kinds, codes = np.unique(values, return_inverse=True)
    return tuple(f"{kind:g}" for kind in kinds), codes.astype(np.int64)
