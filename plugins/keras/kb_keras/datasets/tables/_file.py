"""A text file as a table that holds some rows at a time in memory."""

import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from attrs import evolve, frozen
from kb_registry import DataError, NewData, closest

from kb_keras.datasets.tables._block import Block, Cells, Numbers
from kb_keras.datasets.tables._form import Form
from kb_keras.datasets.tables._header import other_delimiter, unnamed
from kb_keras.datasets.tables._opening import opened
from kb_keras.datasets.tables._reader import Reader


@frozen(eq=False)
class Table:
    """A table in a text file.

    Attributes:
        file: Where it comes from.
        names: Of the columns.
        blocks: The rows, to be read once and in order.
        nameless: Columns that go by their number, because the file has no name for them.
        line: The line that holds the names.
        ahead: Some of the lines after it.
    """

    file: Path
    names: Cells
    blocks: Iterator[Block]
    nameless: Cells = ()
    line: int = 0
    ahead: Cells = ()

    def only(self, names: Iterable[str]) -> "Table":
        """The table of some columns, in the order given.

        Raises:
            DataError: There is no such column.
        """
        names = tuple(names)
        self.check_names(names)
        places = {name: place for place, name in enumerate(self.names)}
        keep = [places[name] for name in names]
        return evolve(
            self,
            names=names,
            blocks=(Block(b.lines, tuple(b.columns[i] for i in keep)) for b in self.blocks),
        )

    def without(self, names: Iterable[str]) -> "Table":
        """The table without some columns; an empty name stands for all that have none.

        Raises:
            DataError: There is no such column.
        """
        left = dict.fromkeys(names)
        if "" in left and self.nameless:
            left = {**left, **dict.fromkeys(self.nameless)}
            del left[""]
        self.check_names(left)
        return self.only(name for name in self.names if name not in left) if left else self

    def settled(self, asked: Collection[str]) -> "Table":
        """The table without columns that have no name, but for those asked for.

        The first column's values then number or name the rows. Any other such column has to be
        empty, as one behind a delimiter at the end of each line is.

        Raises:
            DataError: It isn't; raised when the rows are read.
        """
        nameless = [name for name in self.nameless if name in self.names and name not in asked]
        if not nameless:
            return self
        index = {self.names[0]} & set(nameless)
        places = [i for i, n in enumerate(self.names) if n in nameless and n not in index]
        return evolve(self, blocks=self._empty_in(places)).without(nameless)

    def check_names(self, names: Iterable[str]) -> None:
        """Check that columns are there.

        Raises:
            DataError: One isn't.
        """
        known = set(self.names)
        for name in names:
            if name not in known:
                raise DataError(
                    f"{self.file} has no column {name!r}.",
                    hint=self._other_delimiter(name)
                    or self._further_down(name)
                    or closest(name, known),
                )

    def _other_delimiter(self, name: str) -> str:
        for delimiter in ";\t|,":
            if any(name in {n.strip() for n in known.split(delimiter)} for known in self.names):
                return other_delimiter(delimiter)
        return ""

    def _further_down(self, name: str) -> str:
        for place, line in enumerate(self.ahead, start=self.line + 1):
            cells = re.split(r"[,;\t|]", line)
            if len(cells) > 1 and name in {cell.strip(' "\r\n') for cell in cells}:
                return f"Names seem to stand in line {place}: skip={place - 1}."
        return ""

    def _empty_in(self, places: Collection[int]) -> Iterator[Block]:
        for block in self.blocks:
            filled = [i for i in places if isinstance(c := block.columns[i], Numbers) or any(c)]
            if filled:
                raise unnamed(self.file, tuple(self.names[i] for i in filled))
            yield block


def read_table(file: Path, lines: Iterator[str], form: Form, texts: Collection[str] = ()) -> Table:
    """Read the names of a table's columns; its rows are read when they are asked for.

    Args:
        file: What to call it in messages.
        lines: What it holds.
        form: How it is written.
        texts: Columns whose cells are wanted as they are written, numbers or not.

    Raises:
        DataError: There are no rows, a name stands twice or seems to be a value, or a line has
            more or fewer fields than the first; the last is raised when the rows are read.
    """
    reader = Reader(file, lines, form)
    named = reader.names()
    line, ahead = reader.line, reader.ahead()
    return Table(file, named.names, reader.blocks(named, texts), named.nameless, line, ahead)


@contextmanager
def open_table(source: NewData, form: Form, texts: Collection[str] = ()) -> Iterator[Table]:
    """Open a file and read the names of its columns.

    Raises:
        DataError: The file can't be read, isn't text in UTF-8, or as `read_table` raises.
    """
    with opened(source) as (file, lines):
        yield read_table(file, lines, form, texts)
