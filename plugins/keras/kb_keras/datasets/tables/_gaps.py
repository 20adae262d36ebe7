"""Tables without missing values."""

from collections.abc import Iterator

from attrs import evolve
from kb_registry import DataError

from kb_keras.datasets.tables._block import Block, Cells, Numbers
from kb_keras.datasets.tables._file import Table

MISSING = frozenset({"", "na", "n/a", "nan", "null", "?"})


def complete(table: Table, *, drop: bool) -> Table:
    """Return the table without rows that miss a value.

    Args:
        table: The table.
        drop: Whether such rows may be left out.

    Raises:
        DataError: A value is missing though none may be, or there is none at all in some column
            or row; said behind the last row, when all that is missing is known.
    """
    return evolve(table, blocks=_complete_blocks(table, drop=drop))


def _complete_blocks(table: Table, *, drop: bool) -> Iterator[Block]:
    rows, incomplete, first = 0, 0, ""
    missing = dict.fromkeys(table.names, 0)
    for block in table.blocks:
        gaps = {
            name: _gaps(cells)
            for name, cells in zip(table.names, block.columns, strict=True)
            if not isinstance(cells, Numbers)
        }
        holes = set().union(*gaps.values())
        if holes and not first:
            row, name = min((found[0], name) for name, found in gaps.items() if found)
            first = f"column {name} has no value in line {block.lines[row]}"
        for name, found in gaps.items():
            missing[name] += len(found)
        rows += len(block.lines)
        incomplete += len(holes)
        if len(holes) < len(block.lines):
            yield block.without(holes) if holes else block
    _check(table, rows, missing)
    if incomplete and not drop:
        raise DataError(
            f"{table.file}: {first}; {incomplete} of {rows} rows miss one.",
            hint="Write missing=drop to leave such rows out, or fill in the values.",
        )
    if incomplete == rows:
        raise DataError(
            f"{table.file}: every row misses a value.",
            hint="Leave out columns that are mostly empty: drop=[...].",
        )


def _gaps(cells: Cells) -> list[int]:
    empty = {cell for cell in set(cells) if cell.lower() in MISSING}
    return [row for row, cell in enumerate(cells) if cell in empty] if empty else []


def _check(table: Table, rows: int, missing: dict[str, int]) -> None:
    for name, count in missing.items():
        if count == rows:
            raise DataError(
                f"{table.file}: column {name} is empty.", hint=f"Leave it out: drop=[{name}]."
            )
