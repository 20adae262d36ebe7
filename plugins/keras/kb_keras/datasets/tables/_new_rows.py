"""Rows that come after training, read with what training knew."""

from pathlib import Path

import numpy as np
from kb_registry import DataError, DataSpec, Task, closest
from numpy.typing import NDArray

from kb_keras.datasets.tables._block import Block, Fields, Vector
from kb_keras.datasets.tables._columns import Column
from kb_keras.datasets.tables._features import FeatureColumn, WordColumn
from kb_keras.datasets.tables._file import Table
from kb_keras.datasets.tables._form import Form
from kb_keras.datasets.tables._gaps import Gaps
from kb_keras.datasets.tables._target import Target


class NewRows:
    """Reads blocks of new rows whose columns stand in the order of training, the target last.

    Args:
        file: What to call it in messages.
        spec: What the dataset is.
        columns: Those that features are made of.
        target: The column to predict; None if it isn't wanted.
        form: How the file is written.
    """

    def __init__(
        self,
        file: Path,
        spec: DataSpec,
        columns: tuple[FeatureColumn, ...],
        target: Target | None,
        form: Form,
    ) -> None:
        self._spec, self._target = spec, target
        self._columns = [_known(file, form, column) for column in columns]
        words = [c.name for c in columns if isinstance(c, WordColumn)]
        if target is not None:
            place = WordColumn(target.name, spec.classes) if target.words else target
            self._predicted = _known(file, form, place)
            words += [target.name] * target.words
        names = [column.name for column in (*columns, *([target] if target else []))]
        self._gaps = Gaps(form, {name: name not in words for name in names})

    def without_gaps(
        self, table: Table, block: Block, *, drop: bool
    ) -> tuple[Block, tuple[int, ...]]:
        """Return the rows that miss nothing, and the lines of those that do.

        Raises:
            DataError: A row misses a value, and rows may not be dropped.
        """
        holes = self._gaps.holes(table, block)
        if not holes:
            return block, ()
        if not drop:
            row, name = min((rows[0], name) for name, rows in holes.items())
            raise DataError(
                f"{table.file}: column {name} has no value in line {block.lines[row]}.",
                hint="Fill it in: the model was trained on rows that miss nothing.",
            )
        rows = sorted(set().union(*holes.values()))
        return block.without(set(rows)), tuple(block.lines[row] for row in rows)

    def cells(self, block: Block) -> NDArray[np.float64]:
        """Return the numbers in a block, and its words as numbers, of shape `(rows, columns)`.

        Raises:
            DataError: A word is unknown, a number infinite or none at all.
        """
        columns = zip(self._columns, block.columns, strict=False)
        return np.stack([_read(column, block, cells) for column, cells in columns], axis=-1)

    def targets(self, block: Block) -> NDArray[np.generic]:
        """Return labels, or the numbers of a regression as the model was trained on them.

        Raises:
            DataError: A class is unknown.
        """
        assert self._target is not None  # noqa: S101 - they were asked for
        values = _read(self._predicted, block, block.columns[-1])
        if self._spec.task is Task.REGRESSION:
            return self._target.scaled(values)
        if self._target.words:
            return values.astype(np.int64)
        kinds = np.array([float(name) for name in self._spec.classes])
        labels = np.searchsorted(kinds, values).clip(max=len(kinds) - 1)
        wrong = np.flatnonzero(kinds[labels] != values)
        if wrong.size:
            raise _unknown(self._predicted, block.lines[wrong[0]], f"{values[wrong[0]]:g}")
        return labels.astype(np.int64)


def _known(file: Path, form: Form, column: FeatureColumn | Target) -> Column:
    if not isinstance(column, WordColumn):
        return Column(file, column.name, named=False, notation=form.notation)
    words = {word: number for number, word in enumerate(column.words)}
    return Column(file, column.name, named=True, most_words=len(words), words=words)


def _read(column: Column, block: Block, cells: Fields) -> Vector:
    values = column.read(block.lines, cells)
    if column.surplus:
        raise _unknown(column, column.surplus.line, column.surplus.cell)
    if not column.named and column.text:
        raise DataError(
            f"{column.file}: column {column.name} is {column.text.cell!r} in line"
            f" {column.text.line}, where a number was expected.",
            hint="The model was trained on numbers in this column.",
        )
    column.check()
    return values


def _unknown(column: Column, line: int, cell: str) -> DataError:
    return DataError(
        f"{column.file}: column {column.name} is {cell!r} in line {line}, which training never"
        " saw.",
        hint=closest(cell, column.words),
    )
