"""The names of a table's columns."""

from collections import Counter
from itertools import pairwise
from pathlib import Path

from attrs import frozen
from kb_registry import DataError, SetParameter, value_text

from kb_keras.datasets.tables._block import Cells
from kb_keras.datasets.tables._form import Header
from kb_keras.datasets.tables._notation import PLAIN

MOST_SHOWN = 4
"""Values that a message shows."""


@frozen
class Names:
    """What columns are called.

    Attributes:
        names: A name for each; a column without one is called by its number, counted from 1.
        nameless: Those without a name of their own.
    """

    names: Cells
    nameless: Cells = ()


def numbered(count: int) -> Names:
    """Names of columns in a file whose first line holds values."""
    return Names(tuple(str(number) for number in range(1, count + 1)))


def names_in(file: Path, line: int, cells: Cells, header: Header) -> Names:
    """Take the first line's fields for names.

    Raises:
        DataError: They look like values, or two are the same.
    """
    if header == "auto" and (_looks_like_values(cells) or _repeats_a_number(cells)):
        shown = ", ".join(cells[:MOST_SHOWN]) + (", ..." if len(cells) > MOST_SHOWN else "")
        raise DataError(
            f"{file}: line {line} holds values where names were expected: {shown}.",
            hint=f"Have the columns called 1 to {len(cells)}: header=false.",
            suggestions=[SetParameter("header", value=True, purpose="If these are names")],
        )
    named = [name for name in cells if name]
    twice = next((name for name, count in Counter(named).items() if count > 1), None)
    if twice is not None:
        raise DataError(
            f"{file}: line {line} calls two columns {twice!r}.", hint="Name each column."
        )
    if len(named) == len(cells):
        return Names(cells)
    taken = set(named)
    names = []
    for number, name in enumerate(cells, start=1):
        instead = str(number)
        while not name and instead in taken:
            instead = f"#{instead}"
        names.append(name or instead)
    return Names(tuple(names), tuple(n for n, name in zip(names, cells, strict=True) if not name))


def _looks_like_values(cells: Cells) -> bool:
    """Whether fields aren't names: numbers in no order, some or all of them fractions.

    Names that are numbers, as of years or wavelengths, go up.
    """
    found = [(cell, number) for cell in cells if (number := PLAIN.number(cell)) is not None]
    numbers = [number for _, number in found]
    fractions = any("." in cell for cell, _ in found)
    if not numbers or not (fractions or len(numbers) == len(cells)):
        return False
    rising = all(one < other for one, other in pairwise(numbers))
    return not rising or (fractions and len(numbers) == 1)


def _repeats_a_number(cells: Cells) -> bool:
    return any(PLAIN.number(cell) is not None for cell, n in Counter(cells).items() if n > 1)


def unnamed(file: Path, names: Cells) -> DataError:
    """Say that columns with values have no name."""
    return DataError(
        f"{file}: line 1 has a column without a name.",
        hint=f"Name each column, or leave out those without: drop={value_text(names)}.",
    )


def other_delimiter(sign: str) -> str:
    """Suggest another delimiter."""
    return f"Fields may be divided by another sign: delimiter={value_text(sign)}."
