"""A text file as a table of texts, of which some rows at a time are in memory."""

import csv
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve, frozen
from kb_registry import DataError, InvalidParameterError, closest

if TYPE_CHECKING:
    from _csv import Reader

BLOCK_ROWS = 4096

Cells = tuple[str, ...]


@frozen(eq=False)
class Block:
    """Some rows of a table.

    Attributes:
        lines: The line of the file in which each row ends, counted from 1.
        columns: The cells of each column.
    """

    lines: tuple[int, ...]
    columns: tuple[Cells, ...]


@frozen(eq=False)
class Table:
    """A table of texts.

    Attributes:
        file: Where it comes from.
        names: Of the columns.
        blocks: The rows, to be read once and in order.
    """

    file: Path
    names: Cells
    blocks: Iterator[Block]

    def without(self, names: Iterable[str]) -> "Table":
        """The table without some columns.

        Raises:
            DataError: There is no such column.
        """
        self.check_names(names)
        keep = [i for i, name in enumerate(self.names) if name not in set(names)]
        return evolve(
            self,
            names=tuple(self.names[i] for i in keep),
            blocks=(Block(b.lines, tuple(b.columns[i] for i in keep)) for b in self.blocks),
        )

    def check_names(self, names: Iterable[str]) -> None:
        """Check that columns are there.

        Raises:
            DataError: One isn't.
        """
        for name in names:
            if name not in self.names:
                raise DataError(
                    f"{self.file} has no column {name!r}.", hint=closest(name, self.names)
                )


@contextmanager
def open_table(path: str, delimiter: str) -> Iterator[Table]:
    """Open a file whose first line names the columns.

    Raises:
        DataError: The file can't be read, is no text in UTF-8, has no rows, repeats a name, or
            a line has more or fewer fields than the first; said when the rows are read.
    """
    if len(delimiter) != 1:
        raise InvalidParameterError(
            f"csv: delimiter must be a single character, not {delimiter!r}.",
            hint='A tab is written delimiter="\\t" in a recipe file.',
        )
    file = Path(path).expanduser()
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            rows = _rows(file, csv.reader(text, delimiter=delimiter, strict=True))
            names = _names(file, rows)
            yield Table(file, names, _blocks(file, names, rows))
    except UnicodeDecodeError as error:
        raise DataError(
            f"{file} is no text in UTF-8: {error}.", hint="Save it as UTF-8."
        ) from error
    except OSError as error:
        raise DataError(
            f"{file} can't be read: {error.strerror}.", hint="Check the path and its permissions."
        ) from error


def _names(file: Path, rows: Iterator[tuple[int, Cells]]) -> Cells:
    line, names = next(rows, (0, ()))
    if not names:
        raise _no_rows(file)
    twice = [name for name in names if names.count(name) > 1]
    if twice or "" in names:
        wrong = f"calls two columns {twice[0]!r}" if twice else "has a column without a name"
        raise DataError(f"{file}: line {line} {wrong}.", hint="Name each column.")
    return names


def _blocks(file: Path, names: Cells, rows: Iterator[tuple[int, Cells]]) -> Iterator[Block]:
    some = False
    while together := list(islice(rows, BLOCK_ROWS)):
        for line, row in together:
            if len(row) != len(names):
                raise DataError(
                    f"{file}: line {line} has {len(row)} fields, the first line {len(names)}.",
                    hint="Quote fields that hold the delimiter, or give another delimiter.",
                )
        lines, cells = zip(*together, strict=True)
        yield Block(lines, tuple(zip(*cells, strict=True)))
        some = True
    if not some:
        raise _no_rows(file)


def _no_rows(file: Path) -> DataError:
    return DataError(f"{file} holds no rows.", hint="Expected are names, then rows.")


def _rows(file: Path, reader: "Reader") -> Iterator[tuple[int, Cells]]:
    try:
        for cells in reader:
            if cells:
                yield reader.line_num, tuple(cell.strip() for cell in cells)
    except csv.Error as error:
        raise DataError(
            f"{file}: line {reader.line_num} can't be read: {error}.",
            hint="A quoted field may lack its closing quote.",
        ) from error
