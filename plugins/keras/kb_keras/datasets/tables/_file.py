"""A text file as a table, of which some rows at a time are in memory."""

import csv
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path

from attrs import define, evolve, frozen
from kb_registry import DataError, InvalidParameterError, closest

from kb_keras.datasets.tables._block import Block, Cells
from kb_keras.datasets.tables._numbers import read_numbers

BLOCK_LINES = 4096


@frozen(eq=False)
class Table:
    """A table in a text file.

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
def open_table(path: str, delimiter: str, texts: Collection[str] = ()) -> Iterator[Table]:
    """Open a file whose first line names the columns.

    Args:
        path: The file.
        delimiter: What stands between fields.
        texts: Columns whose cells are wanted as they are written, numbers or not.

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
            reader = _Reader(file, text, delimiter)
            names = reader.names()
            yield Table(file, names, reader.blocks(names, texts))
    except UnicodeDecodeError as error:
        raise DataError(
            f"{file} is no text in UTF-8: {error}.", hint="Save it as UTF-8."
        ) from error
    except OSError as error:
        raise DataError(
            f"{file} can't be read: {error.strerror}.", hint="Check the path and its permissions."
        ) from error


@define(eq=False)
class _Reader:
    """Reads a file line by line.

    Attributes:
        file: What to call it in messages.
        text: Its lines.
        delimiter: What stands between fields.
        line: How many lines were read.
    """

    file: Path
    text: Iterator[str]
    delimiter: str
    line: int = 0

    def names(self) -> Cells:
        """Read the names of the columns."""
        while lines := list(islice(self.text, 1)):
            for line, names in self._rows(lines):
                twice = [name for name in names if names.count(name) > 1]
                if twice or "" in names:
                    wrong = f"two columns {twice[0]!r}" if twice else "a column without a name"
                    raise DataError(
                        f"{self.file}: line {line} {'calls' if twice else 'has'} {wrong}.",
                        hint="Name each column.",
                    )
                return names
        raise self._no_rows()

    def blocks(self, names: Cells, texts: Collection[str]) -> Iterator[Block]:
        """Read the rows."""
        some = False
        left = {i for i, name in enumerate(names) if name in texts}
        while lines := list(islice(self.text, BLOCK_LINES)):
            block = read_numbers(lines, self.line, len(names), self.delimiter, left)
            if block:
                self.line += len(lines)
            else:
                block = self._texts(names, self._rows(lines))
            if block.lines:
                yield block
                some = True
        if not some:
            raise self._no_rows()

    def _rows(self, lines: list[str]) -> list[tuple[int, Cells]]:
        """The rows in some lines, the last with as many further ones as its quotes ask for."""
        rows = []
        reader = csv.reader(chain(lines, self.text), delimiter=self.delimiter, strict=True)
        try:
            while reader.line_num < len(lines):
                cells = next(reader)
                if cells:
                    rows.append((self.line + reader.line_num, tuple(map(str.strip, cells))))
        except csv.Error as error:
            raise DataError(
                f"{self.file}: line {self.line + reader.line_num} can't be read: {error}.",
                hint="A quoted field may lack its closing quote.",
            ) from error
        self.line += reader.line_num
        return rows

    def _texts(self, names: Cells, rows: list[tuple[int, Cells]]) -> Block:
        for line, row in rows:
            if len(row) != len(names):
                raise DataError(
                    f"{self.file}: line {line} has {len(row)} fields, the first line {len(names)}.",
                    hint="Quote fields that hold the delimiter, or give another delimiter.",
                )
        cells = zip(*(row for _, row in rows), strict=True)
        return Block(tuple(line for line, _ in rows), tuple(cells))

    def _no_rows(self) -> DataError:
        return DataError(f"{self.file} holds no rows.", hint="Expected are names, then rows.")
