"""Lines of levels with a band each, and their names beside them."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt
from kb_engine.comparison import Comparison, Level

from kb.report._drawing import Scale, area, line, shortened, word

WIDTH, HEIGHT, LEFT, RIGHT, FOOT, TOP = 760, 310, 64, 170, 44, 10
MOST = 6
"""Levels that are drawn; more can't be told apart."""

Table = npt.NDArray[np.float64]
"""`(runs, places)`, or of one line `(places,)`."""


def drawn_levels(found: Comparison) -> list[Level]:
    """The best levels that have a score, and the one that they are compared with."""
    scored = [each for each in found.levels if each.found is not None]
    reference = [each for each in scored[MOST:] if each.name == found.reference]
    return [*scored[: MOST - len(reference)], *reference]


def which_are_drawn(found: Comparison) -> str:
    """A sentence if some levels aren't."""
    scored = [each for each in found.levels if each.found is not None]
    drawn = drawn_levels(found)
    if len(drawn) == len(scored):
        return ""
    reference = f", {found.reference} among them" if found.named else ""
    return f" {len(drawn)} of {len(scored)} levels are drawn{reference}."


def lines(
    tables: Mapping[str, Table], x: Sequence[float], y: Scale, middle: Sequence[Table]
) -> Iterator[str]:
    """For each level a band from the least to the largest run, a line, and its name.

    Args:
        tables: The figures of each level.
        x: The pixel of each place.
        y: The scale of the figures.
        middle: What the lines go through.
    """
    for place, table in enumerate(tables.values()):
        above = list(zip(x, map(y, table.max(axis=0)), strict=False))
        below = list(zip(x, map(y, table.min(axis=0)), strict=False))
        yield area([*above, *below[::-1]], f"band c{place}")
    for place, level in enumerate(tables):
        yield line(list(zip(x, map(y, middle[place]), strict=False)), f"c{place}")
        at = TOP + 14 + 20 * place
        yield line([(WIDTH - RIGHT + 14, at - 4), (WIDTH - RIGHT + 32, at - 4)], f"c{place}")
        yield word(WIDTH - RIGHT + 38, at, shortened(level, 20), "start")


def heights(y: Scale) -> Iterator[str]:
    """The axis of the figures."""
    for tick in y.ticks():
        yield line([(LEFT, y(tick)), (WIDTH - RIGHT, y(tick))], "grid")
        yield word(LEFT - 6, y(tick) + 4, f"{tick:g}", "end")
