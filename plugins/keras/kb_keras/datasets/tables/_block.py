"""Some rows of a table, column by column."""

from collections.abc import Collection
from typing import NamedTuple, TypeAlias

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

Cells = tuple[str, ...]
Vector = NDArray[np.float64]


class Place(NamedTuple):
    """A cell and the line in which its row ends."""

    line: int
    cell: str


@frozen(eq=False)
class Numbers:
    """A column in which every cell is a finite number that single precision holds.

    Attributes:
        first: Where a number stands.
        values: The numbers.
    """

    first: Place
    values: Vector


Fields: TypeAlias = Cells | Numbers
"""What a column holds in some rows."""


@frozen(eq=False)
class Block:
    """Some rows of a table.

    Attributes:
        lines: The line of the file in which each row ends, counted from 1.
        columns: The cells of each column. Where a column holds numbers alone, they may have been
            read as such.
    """

    lines: tuple[int, ...]
    columns: tuple[Fields, ...]

    def without(self, rows: Collection[int]) -> "Block":
        """The block without some rows."""
        keep = [row for row in range(len(self.lines)) if row not in rows]
        columns = (
            evolve(column, values=column.values[keep])
            if isinstance(column, Numbers)
            else tuple(column[row] for row in keep)
            for column in self.columns
        )
        return Block(tuple(self.lines[row] for row in keep), tuple(columns))
