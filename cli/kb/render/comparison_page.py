"""A comparison in a terminal."""

from collections.abc import Mapping, Sequence
from typing import Any

from kb_engine.comparison import COSTS, Comparison, Interaction, interaction
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from kb.render.comparison_rows import (
    MEAN,
    best_of_rows,
    crossed_rows,
    excesses,
    heading,
    in_words,
    table_with_costs,
    worth_it,
)
from kb.render.console import BAD, GOOD, out, pipe, print_rows
from kb.render.tables import plain_table

DISPENSABLE = (*reversed(COSTS), "P(A>B)", "seeds", "more", MEAN, "p")
"""Columns that a narrow terminal does without, in this order."""

_NAME, _GAP = 12, 2
"""Where a name may be broken at the earliest, and what is between columns, in characters."""

_STYLES = {"better": GOOD, "worse": BAD}


def print_comparison(found: Comparison, extra: Mapping[str, Any]) -> None:
    """Print the table, what it means, and what was asked for beside it."""
    out.print(Text(heading(found), style="bold"), soft_wrap=True)
    out.print()
    shown, left_out = _levels(found, out.width if out.is_terminal else pipe.width)
    print_rows(shown)
    out.print()
    if left_out:
        first, *others = left_out
        last = f" and {others[-1]}" if others else ""
        out.print(Text(f"A wider terminal shows {', '.join([first, *others[:-1]])}{last}."))
    for sentence in in_words(found):
        out.print(Text(sentence))
    if len(found.by) == 2:  # noqa: PLR2004 - a table has rows and columns
        print_interaction(interaction(found), found.by)
    if "pareto" in extra:
        out.print()
        out.print(Text(worth_it(extra["pareto"])))
    if "best_of" in extra:
        _print_table(*best_of_rows(found.validation, extra["best_of"]))
    if "importance" in extra:
        shares = [(name, f"{share:.2f}") for name, share in extra["importance"].items()]
        _print_table(("field", "importance"), shares)


def print_interaction(crossed: Interaction, by: Sequence[str]) -> None:
    """Print the table of two fields, with marginal means, and which cells stand out."""
    _print_table(*crossed_rows(crossed, by))
    out.print()
    said, table_of_excesses = excesses(crossed)
    out.print(Text(said))
    if table_of_excesses is not None:
        _print_table(*table_of_excesses)


def _print_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    shown = plain_table(*head)
    for row in rows:
        shown.add_row(*map(Text, row))
    out.print()
    print_rows(shown)


def _levels(found: Comparison, width: int) -> tuple[RenderableType, list[str]]:
    """The table, and the columns that a terminal of this width has no room for."""
    head, rows = table_with_costs(found)
    columns = dict(zip(head, zip(*rows, strict=True), strict=True))
    left_out = []
    for name in DISPENSABLE:
        if _width(columns) > width:
            left_out.append(name)
            del columns[name]
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for place, name in enumerate(columns):
        words = name == "verdict" or not place
        shown.add_column(
            Text(name), justify="left" if words else "right", overflow="fold", no_wrap=bool(place)
        )
    for row in zip(*columns.values(), strict=True):
        shown.add_row(*(Text(each, style=_STYLES.get(each, "")) for each in row))
    return shown, [name for name in head if name in left_out]


def _width(columns: Mapping[str, Sequence[str]]) -> int:
    name, *others = (max(map(len, (head, *cells))) for head, cells in columns.items())
    return min(name, _NAME) + sum(width + _GAP for width in others)
