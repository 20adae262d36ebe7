"""Columns of text turned into numbers and classes."""

import numpy as np
from kb_registry import DataError, DataSpec, Split, Task
from numpy.typing import NDArray

from kb_keras.datasets import checks
from kb_keras.datasets.csv_file import Cells, Table
from kb_keras.datasets.division import Source

MOST_WORDS = 100
"""A column with more words holds names or free text, which one-hot features can't use."""

MOST_NUMBERED_CLASSES = 20
"""Whole numbers of more kinds are taken for a quantity."""

Matrix = NDArray[np.float64]


def source(table: Table, target: str, task: str, categorical: Cells) -> Source:
    """Turn a table without missing values into samples.

    Raises:
        DataError: Numbers and text stand in one column, a number is infinite, a column has too
            many words, no column is left, or the target has one class alone.
    """
    measured, coded = [], []
    for name in table.names:
        if name == target:
            continue
        numbers = None if name in categorical else _numbers(table, name)
        if numbers is None:
            coded.append(_one_hot(table, name))
        else:
            measured.append(numbers[:, None])
    if not measured + coded:
        raise DataError(f"{table.file} has no column beside {target}.", hint="Drop fewer columns.")
    x = np.hstack(measured + coded)
    spec, y = _target(table, target, task, (x.shape[1],), named=target in categorical)
    return Source(spec, Split(x, y), numeric=len(measured))


def _numbers(table: Table, name: str) -> Matrix | None:
    cells = table.column(name)
    values = [_number(cell) for cell in cells]
    texts = [i for i, value in enumerate(values) if value is None]
    if len(texts) == len(cells):
        return None
    if texts:
        other = next(i for i, value in enumerate(values) if value is not None)
        raise DataError(
            f"{table.file}: column {name} mixes numbers and text: line {table.lines[other]} holds"
            f" {cells[other]}, line {table.lines[texts[0]]} {cells[texts[0]]!r}.",
            hint=f"Mend the file, or treat all as words: categorical=[{name}].",
        )
    numbers = np.array(values, np.float64)
    wrong = np.flatnonzero(~(np.abs(numbers) <= np.finfo(np.float32).max))
    if wrong.size:
        raise DataError(
            f"{table.file}: column {name} is {cells[wrong[0]]} in line {table.lines[wrong[0]]}.",
            hint="Only finite numbers that single precision holds can be learnt from.",
        )
    return numbers


def _number(text: str) -> float | None:
    try:
        return float(text) if "_" not in text else None
    except ValueError:
        return None


def _one_hot(table: Table, name: str) -> Matrix:
    words, codes = np.unique(np.array(table.column(name)), return_inverse=True)
    if len(words) > MOST_WORDS:
        raise DataError(
            f"{table.file}: column {name} holds {len(words)} different words, more than"
            f" {MOST_WORDS}.",
            hint=f"Leave it out: drop=[{name}].",
        )
    return np.eye(len(words))[codes]


def _target(
    table: Table, name: str, task: str, shape: tuple[int, ...], *, named: bool
) -> tuple[DataSpec, NDArray[np.generic]]:
    numbers = None if named else _numbers(table, name)
    if task == "regression" or (task == "auto" and _is_quantity(numbers)):
        if numbers is None:
            raise DataError(
                f"{table.file}: column {name} holds text, which no regression can predict.",
                hint="Write task=classification.",
            )
        return DataSpec(table.file.stem, shape, Task.REGRESSION), numbers
    classes, labels = _classes(table.column(name), numbers)
    if len(classes) == 1:
        raise DataError(
            f"{table.file}: column {name} holds a single class, {classes[0]}.",
            hint="A classification needs at least two.",
        )
    return DataSpec(table.file.stem, shape, checks.task_of(len(classes)), classes), labels


def _is_quantity(numbers: Matrix | None) -> bool:
    if numbers is None:
        return False
    kinds = np.unique(numbers)
    return len(kinds) > MOST_NUMBERED_CLASSES or any(not k.is_integer() for k in kinds.tolist())


def _classes(cells: Cells, numbers: Matrix | None) -> tuple[Cells, NDArray[np.int64]]:
    if numbers is None:
        words, codes = np.unique(np.array(cells), return_inverse=True)
        return tuple(map(str, words)), codes.astype(np.int64)
    kinds, codes = np.unique(numbers, return_inverse=True)
    return tuple(f"{kind:g}" for kind in kinds), codes.astype(np.int64)
