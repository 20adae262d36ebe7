"""A comparison in a terminal."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kb_engine.comparison import Comparison, Interaction, interaction
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from kb.render.comparison_rows import figure, heading, in_words, p_value, table
from kb.render.console import out, pipe, print_rows
from kb.render.tables import plain_table

DISPENSABLE = ("P(A>B)", "seeds")
"""Columns that a narrow terminal does without, in this order."""

_STYLES = {"better": "green", "worse": "red"}


def print_comparison(found: Comparison, extra: Mapping[str, Any]) -> None:
    """Print the table, what it means, and what was asked for beside it."""
    out.print(Text(heading(found), style="bold"), soft_wrap=True)
    out.print()
    shown, left_out = _levels(found, out.width if out.is_terminal else pipe.width)
    print_rows(shown)
    out.print()
    if left_out:
        out.print(Text(f"A wider terminal shows {' and '.join(left_out)}."))
    for sentence in in_words(found):
        out.print(Text(sentence))
    if len(found.by) == 2:  # noqa: PLR2004 - a table has rows and columns
        print_interaction(interaction(found), found.by)
    if "pareto" in extra:
        out.print(f"\nNo other is better for less: {', '.join(extra['pareto'])}.", soft_wrap=True)
    if "best_of" in extra:
        print_best_of(found.validation, extra["best_of"])
    if "importance" in extra:
        print_importance(extra["importance"])


def print_interaction(crossed: Interaction, by: Sequence[str]) -> None:
    """Print the table of two fields, with marginal means, and which cells stand out."""
    shown = plain_table(f"{by[0]} \\ {by[1]}", *crossed.columns, "mean")
    for row in crossed.rows:
        cells = (crossed.cells[row, column] for column in crossed.columns)
        words = [
            "-" if each.mean is None else figure(each.mean) + ("*" if each.differs else "")
            for each in cells
        ]
        shown.add_row(Text(row), *words, figure(crossed.row_means[row]))
    shown.add_row("mean", *(figure(crossed.column_means[each]) for each in crossed.columns), "")
    out.print()
    print_rows(shown)
    out.print()
    for sentence in _excesses(crossed):
        out.print(Text(sentence))


def print_best_of(metric: str, curve: Sequence[float]) -> None:
    """Print what the best of so many trials would be worth."""
    shown = plain_table("trials", f"best {metric} expected")
    for trials in _doubling(len(curve)):
        shown.add_row(f"{trials:,}", figure(curve[trials - 1]))
    out.print()
    print_rows(shown)


def print_importance(shares: Mapping[str, float]) -> None:
    """Print the share of the variance that each field explains."""
    shown = plain_table("field", "importance")
    for name, share in shares.items():
        shown.add_row(Text(name), f"{share:.2f}")
    out.print()
    print_rows(shown)


def _levels(found: Comparison, width: int) -> tuple[RenderableType, list[str]]:
    """The table, and the columns that a terminal of this width has no room for."""
    head, rows = table(found)
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
    return shown, left_out


def _width(columns: Mapping[str, Sequence[str]]) -> int:
    return sum(max(map(len, (name, *cells))) + 1 for name, cells in columns.items())


def _excesses(crossed: Interaction) -> Iterator[str]:
    tested = {names: cell for names, cell in crossed.cells.items() if cell.excess is not None}
    apart = {names: cell for names, cell in tested.items() if cell.differs}
    if not tested:
        yield "Whether the two fields depend on each other takes two seeds in every cell."
    elif not apart:
        yield "No cell differs from what its row and column add up to: no interaction was found."
    for names, cell in apart.items():
        if cell.excess is not None:
            yield (
                f"* {' with '.join(names)} differs by {figure(cell.excess.mean)} from what its row"
                f" and column add up to (p {p_value(cell.p)}, corrected)."
            )


def _doubling(most: int) -> list[int]:
    counts = []
    count = 1
    while count < most:
        counts.append(count)
        count *= 2
    return [*counts, most]
