"""The scores of a run, split by split."""

from typing import TYPE_CHECKING

from rich.table import Table

from kb.render.tables import plain_table

if TYPE_CHECKING:
    from kb_engine import Result


def score_table(result: "Result") -> Table:
    """A column for each split, so that any number of metrics fits the terminal."""
    table = plain_table("", *result.scores)
    table.add_row("samples", *(f"{result.samples[split]:,}" for split in result.scores))
    for metric in next(iter(result.scores.values()), {}):
        table.add_row(metric, *(_figure(scores.get(metric)) for scores in result.scores.values()))
    return table


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"
