"""Lines of a text file read as rows of fields."""

import csv
import re
from collections import Counter
from collections.abc import Collection, Iterator
from itertools import chain, islice
from pathlib import Path

import numpy as np
from attrs import define
from kb_registry import DataError

from kb_keras.datasets.tables._block import Block, Cells, Numbers
from kb_keras.datasets.tables._form import Form
from kb_keras.datasets.tables._header import Names, names_in, numbered, other_delimiter
from kb_keras.datasets.tables._numbers import read_numbers

BLOCK_LINES = 4096

LINES_AHEAD = 20
"""How far down names are looked for that the first line doesn't hold."""

BETWEEN_QUOTES = re.compile(r'"([;,\t|])"')

LONGEST_CELL = 2**31 - 1
"""The most that csv takes on every system; by itself it stops at 131,072 characters."""

csv.field_size_limit(LONGEST_CELL)


@define(eq=False)
class Reader:
    """Reads a file line by line.

    Attributes:
        file: What to call it in messages.
        text: Its lines.
        form: How it is written.
        line: How many lines were read.
    """

    file: Path
    text: Iterator[str]
    form: Form
    line: int = 0

    def names(self) -> Names:
        """Read the names of the columns, or count them in the first row."""
        self.line = sum(1 for _ in islice(self.text, self.form.skip))
        rest, passed = self.text, list[str]()
        self.text = _recorded(rest, passed)
        while lines := list(islice(self.text, 1)):
            for line, cells in self._rows(lines):
                self.text = rest
                if self.form.header is not False:
                    return names_in(self.file, line, cells, self.form.header)
                self.text, self.line = chain(passed, rest), self.form.skip
                return numbered(len(cells))
        raise self._no_rows()

    def ahead(self) -> tuple[str, ...]:
        """Return some lines that are still to be read, and leave them to be read."""
        lines = tuple(islice(self.text, LINES_AHEAD))
        self.text = chain(lines, self.text)
        return lines

    def blocks(self, named: Names, texts: Collection[str]) -> Iterator[Block]:
        """Read the rows."""
        some = False
        left = {i for i, name in enumerate(named.names) if name in texts}
        while lines := list(islice(self.text, BLOCK_LINES)):
            block = self._numbers(lines, len(named.names), left)
            if block:
                self.line += len(lines)
            else:
                block = self._texts(named, self._rows(lines))
            if block.lines:
                yield block
                some = True
        if not some:
            raise self._no_rows()

    def _numbers(self, lines: list[str], fields: int, texts: Collection[int]) -> Block | None:
        """The rows in some lines, if these are plain and miss nothing."""
        if not self.form.notation.plain:
            return None
        block = read_numbers(lines, self.line, fields, self.form.delimiter, texts)
        missing = list(self.form.missing.numbers)
        if block and missing:
            numbers = [c.values for c in block.columns if isinstance(c, Numbers)]
            return None if np.isin(numbers, missing).any() else block
        return block

    def _rows(self, lines: list[str]) -> list[tuple[int, Cells]]:
        """The rows in some lines, the last with as many further ones as its quotes ask for."""
        rows = []
        reader = csv.reader(
            chain(lines, self.text),
            delimiter=self.form.delimiter,
            skipinitialspace=True,  # for quotes behind a space; fields are stripped anyway
            strict=True,
        )
        try:
            while reader.line_num < len(lines):
                cells = next(reader)
                if cells:
                    rows.append((self.line + reader.line_num, tuple(map(str.strip, cells))))
        except csv.Error as error:
            raise DataError(
                f"{self.file}: line {self.line + reader.line_num} can't be read: {error}.",
                hint=self._other_delimiter(lines) or "A quoted field may lack its closing quote.",
            ) from error
        self.line += reader.line_num
        return rows

    def _texts(self, named: Names, rows: list[tuple[int, Cells]]) -> Block:
        count, nameless = len(named.names), set(named.nameless)
        optional = count
        while optional and named.names[optional - 1] in nameless:
            optional -= 1
        fitted = [row for _, row in rows]
        odd = (place for place, row in enumerate(fitted) if len(row) != count)
        for place in odd:
            line, cells = rows[place]
            if optional <= len(cells) < count:  # a delimiter ends the header, but not this line
                cells = (*cells, *("",) * (count - len(cells)))
            elif len(cells) > count and not any(cells[count:]):  # or the other way round
                cells = cells[:count]
            if len(cells) != count:
                raise DataError(
                    f"{self.file}: line {line} has {len(rows[place][1])} fields, the first line"
                    f" {count}.",
                    hint="Quote fields that hold the delimiter, or give another delimiter.",
                )
            fitted[place] = cells
        columns = zip(*fitted, strict=True)
        return Block(tuple(line for line, _ in rows), tuple(columns))

    def _other_delimiter(self, lines: list[str]) -> str:
        """Suggest the sign that stands between quotes, if it isn't the delimiter."""
        signs = Counter(sign for line in lines for sign in BETWEEN_QUOTES.findall(line))
        sign, _ = signs.most_common(1)[0] if signs else (self.form.delimiter, 0)
        return "" if sign == self.form.delimiter else other_delimiter(sign)

    def _no_rows(self) -> DataError:
        return DataError(f"{self.file} holds no rows.", hint="Expected a header, then rows.")


def _recorded(lines: Iterator[str], passed: list[str]) -> Iterator[str]:
    for line in lines:
        passed.append(line)
        yield line
