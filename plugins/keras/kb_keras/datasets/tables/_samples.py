"""A table turned into samples, which stay on the disk."""

from collections.abc import Iterator
from math import inf
from typing import Any

import numpy as np
from attrs import frozen
from kb_registry import DataError, DataSpec, Split, Task, value_text
from numpy.typing import NDArray

from kb_keras.datasets.samples import _checks as checks
from kb_keras.datasets.samples._classes import LARGEST_EXACT, classes_of, is_quantity
from kb_keras.datasets.samples._stored_rows import StoredRows, unpacked
from kb_keras.datasets.samples._views import Mapped
from kb_keras.datasets.tables._block import Cells, Vector
from kb_keras.datasets.tables._columns import Column
from kb_keras.datasets.tables._features import Features, NumberColumn, WordColumn
from kb_keras.datasets.tables._file import Table
from kb_keras.datasets.tables._form import Form
from kb_keras.datasets.tables._opening import stem
from kb_keras.datasets.tables._source import TableSource


@frozen
class Choice:
    """What is to be made of a table.

    Attributes:
        target: The column to predict.
        task: classification, regression or auto.
        categorical: Columns of numbers that are names.
        drop: Whether rows that miss a value were left out.
    """

    target: str
    task: str
    categorical: Cells
    drop: bool


def source(table: Table, form: Form, choice: Choice) -> TableSource:
    """Turn a table without missing values into samples.

    The numbers, and the words as numbers, go into a temporary file as they are read; there a
    column of words takes no more room than one of numbers.

    Raises:
        DataError: Numbers and text stand in one column, a number is infinite, a column has too
            many words, no column is left, or the target has one class alone.
    """
    named = set(choice.categorical)
    columns = [Column(table.file, n, named=n in named, notation=form.notation) for n in table.names]
    predicted = columns.pop(table.names.index(choice.target))
    predicted.most_words = inf
    targets: list[Vector] = []
    with unpacked(_numbers(table, predicted, columns, targets), table.file) as file:
        for column in columns:
            column.check_disguise()
            column.check_words()
            column.check()
        if not columns:
            raise DataError(
                f"{table.file} has no column beside {choice.target}.", hint="Drop fewer columns."
            )
        y = np.concatenate(targets)
        cells = StoredRows(file, table.file, 0, (len(y), len(columns)), np.float64)
    features = Features.gathered(columns)
    spec, y = _target(predicted, y, choice.task, (features.count,))
    x = Mapped(cells, features, (features.count,), np.float64)
    return TableSource(
        spec,
        Split(x, y),
        columns=(
            *(NumberColumn(column.name) for column in columns if not column.text),
            *(WordColumn(c.name, tuple(sorted(c.words))) for c in columns if c.text),
        ),
        target=choice.target,
        words=bool(predicted.text),
        form=form,
        drop=choice.drop,
    )


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


def _target(
    column: Column, values: Vector, task: str, shape: tuple[int, ...]
) -> tuple[DataSpec, NDArray[Any]]:
    if task != "classification":
        column.check_disguise()
    column.check()
    name = stem(column.file)
    if task == "regression" or (task == "auto" and not column.text and is_quantity(values)):
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


def _classes(column: Column, values: Vector) -> tuple[Cells, NDArray[np.int64]]:
    if column.text:
        return tuple(sorted(column.words)), column.ranks()[values.astype(np.int64)]
    if np.abs(values).max() >= LARGEST_EXACT:
        raise DataError(
            f"{column.file}: column {column.name} holds numbers of more digits than double"
            " precision can tell apart.",
            hint=f"Read them as words: categorical={value_text((column.name,))}.",
        )
    return classes_of(values)
