"""A text file as a table of texts, each of which knows its line."""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve, frozen
from kb_registry import DataError, InvalidParameterError, closest

if TYPE_CHECKING:
    from _csv import Reader

MISSING = frozenset({"", "na", "n/a", "nan", "null", "?"})

Cells = tuple[str, ...]


@frozen(eq=False)
class Table:
    """A table of texts.

    Attributes:
        file: Where it comes from.
        names: Of the columns.
        rows: The cells of each row.
        lines: The line of the file in which each row ends, counted from 1.
    """

    file: Path
    names: Cells
    rows: list[Cells]
    lines: list[int]

    def column(self, name: str) -> Cells:
        """The cells of a column."""
        index = self.names.index(name)
        return tuple(row[index] for row in self.rows)

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
            rows=[tuple(row[i] for i in keep) for row in self.rows],
        )

    def complete(self, *, drop: bool) -> "Table":
        """The table without missing values.

        Args:
            drop: Whether to leave out rows with a missing value, rather than to object.

        Raises:
            DataError: A value is missing, or there is none at all in some column.
        """
        gaps = {
            name: [row for row, cell in enumerate(cells) if cell.lower() in MISSING]
            for name, cells in zip(self.names, zip(*self.rows, strict=True), strict=True)
        }
        for name, missing in gaps.items():
            if len(missing) == len(self.rows):
                raise DataError(
                    f"{self.file}: column {name} is empty.", hint=f"Leave it out: drop=[{name}]."
                )
        incomplete = set().union(*gaps.values())
        if incomplete and not drop:
            raise self._incomplete(gaps, len(incomplete))
        if len(incomplete) == len(self.rows):
            raise DataError(
                f"{self.file}: every row misses a value.",
                hint="Leave out columns that are mostly empty: drop=[...].",
            )
        whole = [row for row in range(len(self.rows)) if row not in incomplete]
        return evolve(
            self, rows=[self.rows[i] for i in whole], lines=[self.lines[i] for i in whole]
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

    def _incomplete(self, gaps: dict[str, list[int]], rows: int) -> DataError:
        row, name = min((missing[0], name) for name, missing in gaps.items() if missing)
        return DataError(
            f"{self.file}: column {name} has no value in line {self.lines[row]}; {rows} of"
            f" {len(self.rows)} rows miss one.",
            hint="Write missing=drop to leave such rows out, or fill in the values.",
        )


def read_table(path: str, delimiter: str) -> Table:
    """Read a file whose first line names the columns.

    Raises:
        DataError: The file can't be read, is no text in UTF-8, has no rows, repeats a name, or
            a line has more or fewer fields than the first.
    """
    if len(delimiter) != 1:
        raise InvalidParameterError(
            f"csv: delimiter must be a single character, not {delimiter!r}.",
            hint='A tab is written delimiter="\\t" in a recipe file.',
        )
    file = Path(path).expanduser()
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            return _table(file, csv.reader(text, delimiter=delimiter, strict=True))
    except UnicodeDecodeError as error:
        raise DataError(
            f"{file} is no text in UTF-8: {error}.", hint="Save it as UTF-8."
        ) from error
    except OSError as error:
        raise DataError(
            f"{file} can't be read: {error.strerror}.", hint="Check the path and its permissions."
        ) from error


def _table(file: Path, reader: "Reader") -> Table:
    lines, rows = [], []
    for line, cells in _cells(file, reader):
        lines.append(line)
        rows.append(cells)
    if len(rows) < 2:  # noqa: PLR2004 - the names, and one row
        raise DataError(f"{file} holds no rows.", hint="Expected are names, then rows.")
    names, *rows = rows
    twice = [name for name in names if names.count(name) > 1]
    if twice or "" in names:
        wrong = f"calls two columns {twice[0]!r}" if twice else "has a column without a name"
        raise DataError(f"{file}: line {lines[0]} {wrong}.", hint="Name each column.")
    for line, row in zip(lines[1:], rows, strict=True):
        if len(row) != len(names):
            raise DataError(
                f"{file}: line {line} has {len(row)} fields, the first line {len(names)}.",
                hint="Quote fields that hold the delimiter, or give another delimiter.",
            )
    return Table(file, names, rows, lines[1:])


def _cells(file: Path, reader: "Reader") -> Iterator[tuple[int, Cells]]:
    try:
        for cells in reader:
            if cells:
                yield reader.line_num, tuple(cell.strip() for cell in cells)
    except csv.Error as error:
        raise DataError(
            f"{file}: line {reader.line_num} can't be read: {error}.",
            hint="A quoted field may lack its closing quote.",
        ) from error
