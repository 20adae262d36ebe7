"""Figures and names as messages say them."""

from collections.abc import Sequence


def listed(names: Sequence[str], shown: int = 3) -> str:
    """Some names in a sentence: `dense, dense_1 and 4 more`."""
    if len(names) <= shown:
        *first, last = names
        return f"{', '.join(first)} and {last}" if first else last
    return f"{', '.join(names[:shown])} and {len(names) - shown} more"


def counted(number: int, noun: str) -> str:
    """A number with its noun: `1 layer`, `3 layers`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
