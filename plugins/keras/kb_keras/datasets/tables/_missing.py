"""How a missing value is written."""

from collections.abc import Callable, Iterable

from attrs import frozen

ANYWHERE = ("", "NA", "N/A", "NaN", "null", "?", "<NA>", "#N/A", "#NA")
"""Means missing in every column."""

AMONG_NUMBERS = ("None", "nil", "-", "--", ".", "missing", "unknown")
"""Means missing among numbers; among words each may be a word like any other."""


@frozen
class Missing:
    """The spellings of a missing value, in lower case.

    Attributes:
        anywhere: In every column.
        among_numbers: In columns of numbers alone.
        numbers: Numbers that mean missing, such as -999.
    """

    anywhere: frozenset[str]
    among_numbers: frozenset[str] = frozenset()
    numbers: frozenset[float] = frozenset()

    @property
    def longest(self) -> int:
        """Characters of the longest spelling."""
        return max(map(len, self.anywhere | self.among_numbers))

    @classmethod
    def of(
        cls, spellings: Iterable[str] | None, number: Callable[[str], float | None]
    ) -> "Missing":
        """Spellings as a dataset was told them; None for the usual ones.

        Args:
            spellings: They replace the usual ones; an empty field is missing all the same.
            number: Reads a number.
        """
        if spellings is None:
            return cls(_lower(ANYWHERE), _lower(AMONG_NUMBERS))
        told = _lower(("", *spellings))
        numbers = (number(spelling) for spelling in told)
        return cls(told, numbers=frozenset(n for n in numbers if n is not None))


def _lower(spellings: Iterable[str]) -> frozenset[str]:
    return frozenset(spelling.strip().lower() for spelling in spellings)
