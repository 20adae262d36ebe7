"""The missing values of a table."""

from collections.abc import Collection, Iterator

from attrs import define, evolve, field
from kb_registry import DataError, SetParameter, Suggestion, value_text

from kb_keras.datasets.samples._warning import warn
from kb_keras.datasets.tables._block import Block, Cells, Fields, Numbers
from kb_keras.datasets.tables._file import Table
from kb_keras.datasets.tables._form import Form
from kb_keras.datasets.tables._missing import Missing

MOST_NAMED = 5
"""Columns that a sentence about missing values names."""


@define(eq=False)
class Gaps:
    """Finds missing values, a block after the other.

    Attributes:
        form: How they are written, and how numbers are.
        numeric: Whether a column holds numbers, as far as known.
    """

    form: Form
    numeric: dict[str, bool]
    missing: Missing = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.missing = self.form.missing

    def holes(self, table: Table, block: Block) -> dict[str, list[int]]:
        """Return the rows of a block in which a column misses its value, by column."""
        found = {}
        for name, cells in zip(table.names, block.columns, strict=True):
            if isinstance(cells, Numbers):
                self.numeric.setdefault(name, True)
            elif rows := self._rows(name, cells):
                found[name] = rows
        return found

    def _rows(self, name: str, cells: Cells) -> list[int]:
        kinds, longest = set(cells), self.missing.longest
        lowered = [(cell, cell.lower()) for cell in kinds if len(cell) <= longest]
        empty = {cell for cell, lower in lowered if lower in self.missing.anywhere}
        doubtful = {cell for cell, lower in lowered if lower in self.missing.among_numbers}
        if self.missing.numbers:
            number = self.form.notation.number
            empty |= {cell for cell in kinds if number(cell) in self.missing.numbers}
        if doubtful and self._holds_numbers(name, cells, beside=empty | doubtful):
            empty |= doubtful
        return [row for row, cell in enumerate(cells) if cell in empty] if empty else []

    def _holds_numbers(self, name: str, cells: Cells, beside: Collection[str]) -> bool:
        """Whether a column's first certain value is a number; yes, as long as there is none."""
        if name not in self.numeric:
            first = next((cell for cell in cells if cell not in beside), None)
            if first is None:
                return True
            self.numeric[name] = self.form.notation.number(first) is not None
        return self.numeric[name]


def complete(table: Table, gaps: Gaps, *, drop: bool) -> Table:
    """Return the table without rows that miss a value.

    Args:
        table: The table.
        gaps: Finds missing values.
        drop: Whether such rows may be left out, with a warning that says how many.

    Raises:
        DataError: A value is missing though none may be, or there is none at all in some column
            or row; raised after the last row, when all that is missing is known.
    """
    return evolve(table, blocks=_complete_blocks(table, gaps, drop=drop))


def _complete_blocks(table: Table, gaps: Gaps, *, drop: bool) -> Iterator[Block]:
    rows, incomplete, first, written = 0, 0, "", ""
    missing: dict[str, int] = {}
    for block in table.blocks:
        holes = gaps.holes(table, block)
        without = set().union(*holes.values())
        if holes and not first:
            row, name = min((found[0], name) for name, found in holes.items())
            first = f"column {name} has no value in line {block.lines[row]}"
            written = _written(block.columns[table.names.index(name)], row)
        for name, found in holes.items():
            missing[name] = missing.get(name, 0) + len(found)
        rows += len(block.lines)
        incomplete += len(without)
        if len(without) < len(block.lines):
            yield block.without(without) if without else block
    for name, count in missing.items():
        if count == rows:
            raise DataError(
                f"{table.file}: column {name} is empty.",
                hint=f"Leave it out: drop={value_text((name,))}.",
            )
    if incomplete and not drop:
        raise DataError(
            f"{table.file}: {first}; {incomplete} of {rows} rows miss one.",
            hint="Write missing=drop to leave such rows out, or fill in the values.",
            suggestions=_kept(written),
        )
    if incomplete == rows:
        raise DataError(
            f"{table.file}: every row misses a value.",
            hint=f"Leave out the column that misses most: drop={value_text((_worst(missing),))}.",
        )
    if incomplete:
        warn(
            f"{table.file}: {incomplete} of {rows} rows miss a value and are left out"
            f" ({_most(missing)})."
        )


def _written(fields: Fields, row: int) -> str:
    return "" if isinstance(fields, Numbers) else fields[row]


def _kept(written: str) -> list[Suggestion]:
    """How to keep what was taken for missing as a value, if there is anything to keep."""
    purpose = f"If {written!r} is a value and only empty fields are missing"
    return [SetParameter("missing_values", ("",), purpose=purpose)] if written else []


def _worst(missing: dict[str, int]) -> str:
    return max(missing, key=lambda name: missing[name])


def _most(missing: dict[str, int]) -> str:
    """The columns that miss most, with their counts, in words."""
    sorted_by_count = sorted(missing.items(), key=lambda counted: -counted[1])
    named = [f"{count} in {name}" for name, count in sorted_by_count[:MOST_NAMED]]
    more = len(missing) - len(named)
    return ", ".join([*named, f"some in {more} more columns"] if more else named)
