"""Columns of text turned into numbers, a block of rows at a time."""

from pathlib import Path
from typing import Any

import numpy as np
from attrs import define, field
from kb_registry import DataError, SetParameter, value_text
from numpy.typing import NDArray

from kb_keras.datasets.tables._block import Cells, Fields, Numbers, Place, Vector
from kb_keras.datasets.tables._dates import are_dates
from kb_keras.datasets.tables._disguise import disguised
from kb_keras.datasets.tables._notation import PLAIN, Notation

MOST_WORDS = 100
"""A column with more words holds names or free text, which one-hot features can't use."""

FEWEST_NAMES = 30
"""Rows from which on a column with another word in each holds names or identifiers."""


@define(eq=False)
class Column:
    """A column as far as it was read.

    Attributes:
        file: Where it comes from.
        name: What it is called.
        named: Whether its numbers are names, to be treated as words.
        notation: How numbers are written.
        most_words: How many different words are remembered.
        words: The words, numbered as they came.
        rows: How many rows were read.
        number: The first cell that holds a number.
        text: The first that holds a word.
        infinite: The first number that single precision can't hold.
        surplus: The first word beyond those that are remembered.
    """

    file: Path
    name: str
    named: bool
    notation: Notation = PLAIN
    most_words: float = MOST_WORDS
    words: dict[str, int] = field(factory=dict)
    rows: int = 0
    number: Place | None = None
    text: Place | None = None
    infinite: Place | None = None
    surplus: Place | None = None

    def read(self, lines: tuple[int, ...], fields: Fields) -> Vector:
        """Take in some rows and return their numbers, or those of their words."""
        if isinstance(fields, Numbers):
            self.number = self.number or fields.first
            return fields.values
        cells = fields
        self.rows += len(cells)

        def place(row: int) -> Place:
            return Place(lines[row], cells[row])

        values = [None] * len(cells) if self.named else self._floats(cells)
        texts = [row for row, value in enumerate(values) if value is None]
        if len(texts) < len(cells):
            self.number = self.number or place(
                next(row for row, value in enumerate(values) if value is not None)
            )
        if texts:
            self.text = self.text or place(texts[0])
            return self._coded(lines, cells)
        numbers = np.array(values, np.float64)
        wrong = np.flatnonzero(~(np.abs(numbers) <= np.finfo(np.float32).max))
        if wrong.size:
            self.infinite = self.infinite or place(int(wrong[0]))
        return numbers

    def check_disguise(self) -> None:
        """Check that no text is a number to its author.

        Raises:
            DataError: It looks like one.
        """
        if not self.text or self.named:
            return
        found = disguised(self.words, self.notation)
        if found is not None:
            raise DataError(
                f"{self.file}: column {self.name} looks like numbers with {found.what}, such as"
                f" {found.example!r}, but reads as text.",
                hint=f"Read them as numbers: {found.setting}.",
                suggestions=[
                    SetParameter("categorical", (self.name,), purpose="Or keep them as words")
                ],
            )

    def check_words(self) -> None:
        """Check that there is something in the words that other rows may share.

        Raises:
            DataError: They are dates, or names of the rows.
        """
        if not self.text or self.number or self.named:
            return
        keep = SetParameter("categorical", (self.name,), purpose="Or keep them as words")
        if are_dates(self.words):
            raise DataError(
                f"{self.file}: column {self.name} holds dates or times, such as"
                f" {self.text.cell!r}, which would become a feature each.",
                hint="Write what matters of them as numbers, such as the month or the days since"
                f" the first, or leave them out: drop={self._listed}.",
                suggestions=[] if self.surplus else [keep],
            )
        if FEWEST_NAMES <= self.rows == len(self.words):
            raise DataError(
                f"{self.file}: column {self.name} holds another word in each of its {self.rows}"
                " rows, as names and identifiers do; other rows can't be told from them.",
                hint=f"Leave it out: drop={self._listed}.",
                suggestions=[keep],
            )

    def check(self) -> None:
        """Check what only the whole column tells.

        Raises:
            DataError: Numbers and text stand in it, a number is infinite, or it has too many
                words.
        """
        if self.number and self.text:
            cell = self.text.cell
            raise DataError(
                f"{self.file}: column {self.name} mixes numbers and text: line"
                f" {self.number.line} holds {self.number.cell}, line {self.text.line}"
                f" {cell!r}.",
                hint=f"Mend the file, or treat all as words: categorical={self._listed}.",
                suggestions=[
                    SetParameter("missing_values", (cell,), purpose="If it means a missing value")
                ],
            )
        if self.infinite:
            raise DataError(
                f"{self.file}: column {self.name} is {self.infinite.cell} in line"
                f" {self.infinite.line}.",
                hint="Only finite numbers that single precision holds can be learnt from.",
            )
        if self.surplus:
            raise DataError(
                f"{self.file}: column {self.name} holds {len(self.words) + 1} different words,"
                f" more than {self.most_words}, by line {self.surplus.line}.",
                hint="Names, identifiers and free text are of no use as words. Leave the column"
                f" out: drop={self._listed}.",
            )

    def ranks(self) -> NDArray[np.int64]:
        """The place of each word among the sorted words, in the order in which they came."""
        words = np.array(list(self.words))
        return np.unique(words, return_inverse=True)[1].astype(np.int64)

    def _coded(self, lines: tuple[int, ...], cells: Cells) -> Vector:
        for cell in dict.fromkeys(cells):
            if cell not in self.words:
                if len(self.words) < self.most_words:
                    self.words[cell] = len(self.words)
                else:
                    self.surplus = self.surplus or Place(lines[cells.index(cell)], cell)
        return np.array([self.words.get(cell, 0) for cell in cells], np.float64)

    def _floats(self, cells: Cells) -> list[Any]:
        known = {cell: self.notation.number(cell) for cell in set(cells)}
        return [known[cell] for cell in cells]

    @property
    def _listed(self) -> str:
        return value_text((self.name,))
