"""Loss and metrics over the epochs, in characters."""

import math
from collections.abc import Mapping, Sequence

from rich.console import Console, RenderableType

from kb.render.terminal_plot import Axis, Point, plotted

VALIDATION = "val_"


def history_plots(
    history: Mapping[str, Sequence[float | None]], console: Console
) -> list[RenderableType]:
    """A plot for each metric, of training and validation; none before an epoch has ended.

    Args:
        history: Each metric after each epoch, null where it wasn't logged or isn't finite.
        console: What they are drawn for.
    """
    metrics = dict.fromkeys(name.removeprefix(VALIDATION) for name in history)
    ordered = sorted(metrics, key=lambda name: (name != "loss", name == "learning_rate"))
    plots = (_plot(name, history, console) for name in ordered)
    return [each for each in plots if each is not None]


def _plot(
    metric: str, history: Mapping[str, Sequence[float | None]], console: Console
) -> RenderableType | None:
    named = {"training": metric, "validation": f"{VALIDATION}{metric}"}
    curves = {label: _points(history.get(name, ())) for label, name in named.items()}
    curves = {label: points for label, points in curves.items() if points}
    heights = [height for points in curves.values() for _, height in points]
    if not heights:
        return None
    epochs = max(len(history.get(name, ())) for name in named.values())
    last = ", ".join(f"{label} {points[-1][1]:.4g}" for label, points in curves.items())
    heading = f"{metric}: {last} after epoch {epochs}"
    across = Axis(1, max(epochs, 2), "epoch", least_step=1)
    return plotted(curves, across, Axis(min(heights), max(heights)), heading, console)


def _points(values: Sequence[float | None]) -> list[Point]:
    numbered = enumerate(values, start=1)
    return [(float(epoch), y) for epoch, y in numbered if y is not None and math.isfinite(y)]
