"""Trained runs side by side, with how far their figures can be trusted."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from kb.render.comparison_rows import of_single_runs

if TYPE_CHECKING:
    from kb_engine import TrainedRun
    from kb_engine.comparison import Comparison


def comparison(trained: "Sequence[TrainedRun]") -> RenderableType:
    """A table of runs in order of validation loss, best first."""
    ranked = sorted(trained, key=lambda run: run.result.scores["validation"]["loss"])
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("recipe", min_width=18)
    for heading in ("validation\nloss", "test\naccuracy", "95 % interval", "parameters", "seconds"):
        table.add_column(heading, justify="right", no_wrap=True)
    for run in ranked:
        scores, samples = run.result.scores, run.result.samples["test"]
        accuracy = scores["test"]["accuracy"]
        low, high = accuracy_interval(accuracy, samples)
        table.add_row(
            run.run.recipe.title().replace("-", " "),  # which breaks where lines do
            f"{scores['validation']['loss']:.4f}",
            f"{accuracy:.3f}",
            f"{low:.3f} to {high:.3f}",
            f"{run.result.parameters:,}",
            f"{run.result.seconds:.1f}",
        )
    note = Text("\nThe interval (Wilson) is that of one network on test samples of this kind.")
    return Group(table, note)


def what_differs(found: "Comparison") -> Text:
    """Which networks the test samples tell apart, and what it takes to say so of recipes."""
    note = (
        "Overlapping intervals don't mean that networks can't be told apart: all of them saw the"
        " same test samples."
    )
    return Text("\n".join([note, *of_single_runs(found), ""]))


def accuracy_interval(accuracy: float, samples: int) -> tuple[float, float]:
    """The Wilson interval at 95 % of an accuracy on so many samples."""
    from scipy.stats import binomtest

    interval = binomtest(round(accuracy * samples), samples).proportion_ci(method="wilson")
    return float(interval.low), float(interval.high)
