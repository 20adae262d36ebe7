"""A sweep under way in a terminal: how far it is, what is trained, what is best."""

import math
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Self

from kb_engine.runs.store import StoredRun
from kb_engine.sweeps import Progress, RunningTrial, Silent, Trial
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from kb.render.console import BAD, out
from kb.render.sweep_log import amount_done, duration

BARS = "▁▂▃▄▅▆▇█"
ASCII_BARS = "_.-~=+*#"
WIDEST_CURVE = 20
SHOWN = 16
"""How many trials under way are shown at most."""

NOTES = 3
"""How many of the latest failures and notes are shown."""


def sparkline(curve: Sequence[float | None], width: int, *, ascii_only: bool = False) -> str:
    """The last values of a curve, as high as they are between its extremes."""
    bars = ASCII_BARS if ascii_only else BARS
    shown = [value for value in curve[-width:] if value is not None and math.isfinite(value)]
    if not shown:
        return ""
    low, high = min(shown), max(shown)
    scale = (len(bars) - 1) / (high - low) if high > low else 0.0
    return "".join(bars[round((value - low) * scale)] for value in shown)


class SweepLive(Silent):
    """Draws the whole state anew, a few times a second, and takes it away at the end."""

    def __init__(self, console: Console = out) -> None:
        self._ascii_only = console.options.ascii_only
        self._live = Live(console=console, auto_refresh=False, transient=True)
        self._notes: list[str] = []

    def __enter__(self) -> Self:
        """Begin to draw."""
        self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take away what was drawn."""
        self._live.stop()

    def ended(self, progress: Progress, trial: Trial, run: StoredRun) -> None:
        """Note a trial that failed."""
        if run.facts.get("cause"):
            self._note(f"{run.status}: {trial.label}: {run.facts['cause']}")
        self.passed(progress)

    def noted(self, progress: Progress, note: str) -> None:
        """Note what else happens."""
        self._note(note)
        self.passed(progress)

    def passed(self, progress: Progress) -> None:
        """Draw."""
        self._live.update(Group(*self._parts(progress)), refresh=True)

    def _note(self, note: str) -> None:
        self._notes = [*self._notes, note][-NOTES:]

    def _parts(self, progress: Progress) -> Iterator[RenderableType]:
        yield _overall(progress)
        if progress.running:
            yield self._running(list(progress.running.values())[:SHOWN], progress.objective)
        if progress.best is not None:
            score = progress.best.facts[progress.objective]
            yield _line(f"best {progress.objective} {score:.4f}  {progress.best.name}")
        for note in self._notes:
            yield _line(note, style=BAD)

    def _running(self, trials: Sequence[RunningTrial], objective: str) -> Table:
        table = Table.grid(padding=(0, 2), expand=True)
        table.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
        table.add_column(justify="right", no_wrap=True)
        table.add_column(no_wrap=True, min_width=8)
        table.add_column(justify="right", no_wrap=True)
        for each in trials:
            score = each.figures.get(objective)
            table.add_row(
                Text(each.trial.label),
                f"{each.epoch}/{each.epochs or each.trial.recipe.training.epochs}",
                sparkline(each.curve, WIDEST_CURVE, ascii_only=self._ascii_only),
                "" if score is None else f"{score:.4f}",
            )
        return table


def _overall(progress: Progress) -> Table:
    others = {status: n for status, n in progress.counts.items() if status != "trained"}
    told = [f"{amount_done(progress)} trials", *(f"{n} {status}" for status, n in others.items())]
    if progress.seconds_left is not None:
        told.append(f"{duration(progress.seconds_left)} left")
    row = Table.grid(padding=(0, 2))
    row.add_row(ProgressBar(progress.total or 100, progress.ended, width=20), Text("  ".join(told)))
    return row


def _line(text: str, style: str = "") -> Text:
    return Text(" ".join(text.split()), style=style, no_wrap=True, overflow="ellipsis")
