"""Lines of a table read as numbers, without a Python object for each cell."""

import csv
from collections.abc import Collection, Sequence
from itertools import repeat

import numpy as np

from kb_keras.datasets.tables._block import Block, Cells, Fields, Numbers, Place

EMPTY = {"", "\n", "\r\n", "\r"}
"""Lines that hold no row."""


def read_numbers(
    lines: Sequence[str], before: int, fields: int, delimiter: str, texts: Collection[int]
) -> Block | None:
    """Return a block whose columns of numbers were read as such, if its lines are plain.

    Args:
        lines: Lines of the file.
        before: How many lines stand before them.
        fields: Number of columns.
        delimiter: What stands between fields.
        texts: Columns to leave as they are written.

    Returns:
        None if a line has quotes or another number of fields, or if a column that begins with a
        number holds anything but finite ones; these want a closer look.
    """
    found = _rows(lines, before)
    if not found:
        return None
    numbers, rows = found
    if set(map(str.count, rows, repeat(delimiter))) != {fields - 1} or '"' in "".join(rows):
        return None
    first = _columns(rows[:1], delimiter)
    numeric = [i for i, (cell,) in enumerate(first) if i not in texts and _is_number(cell)]
    if not numeric:
        return None
    try:
        values = np.loadtxt(rows, delimiter=delimiter, comments=None, usecols=numeric, ndmin=2)
    except ValueError:
        return None
    if not np.all(np.abs(values) <= np.finfo(np.float32).max):
        return None
    columns: list[Fields] = list(_columns(rows, delimiter) if len(numeric) < fields else first)
    for i, column in zip(numeric, values.T, strict=True):
        columns[i] = Numbers(Place(numbers[0], first[i][0]), column)
    return Block(numbers, tuple(columns))


def _rows(lines: Sequence[str], before: int) -> tuple[tuple[int, ...], Sequence[str]] | None:
    """The lines that aren't empty, with their numbers; None if there are none."""
    if EMPTY.isdisjoint(lines):
        return tuple(range(before + 1, before + len(lines) + 1)), lines
    numbered = [(i, row) for i, row in enumerate(lines, before + 1) if row not in EMPTY]
    return tuple(zip(*numbered, strict=True)) if numbered else None  # type: ignore[return-value] # pairs


def _columns(rows: Sequence[str], delimiter: str) -> list[Cells]:
    reader = csv.reader(rows, delimiter=delimiter, strict=True)
    return list(zip(*(map(str.strip, cells) for cells in reader), strict=True))


def _is_number(cell: str) -> bool:
    try:
        return "_" not in cell and bool(np.isfinite(float(cell)))
    except ValueError:
        return False
