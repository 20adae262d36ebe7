"""A drawing in characters, as wide as the terminal."""

import math
from collections.abc import Mapping, Sequence

import plotext
from attrs import frozen
from kb_registry import Drawing
from rich.console import Console, Group
from rich.text import Text

Point = tuple[float, float]

WIDEST = 100
COLOURS = (31, 160, 28, 133)
"""Numbers of a blue, red, green and purple that can be read on white and on black."""

ASCII_MARKS = "*+ox"
ASCII = str.maketrans("┌┬┐├┼┤└┴┘─│", "+++++++++-|")


def terminal_plot(drawing: Drawing, title: str, console: Console) -> Group | None:
    """Draw a component for a console; None if there is nothing finite to draw."""
    curves = drawing.points()
    if not curves:
        return None
    heights = [0.0, *(y for points in curves.values() for _, y in points)]
    heading = f"{drawing.y_label} of {title}" if drawing.y_label else title
    across = Axis(drawing.low, drawing.high, drawing.x_label)
    return plotted(curves, across, Axis(min(heights), max(heights)), heading, console)


@frozen
class Axis:
    """What an axis spans.

    Attributes:
        low: Where it begins.
        high: Where it ends.
        label: What stands beside it.
        least_step: The smallest distance between two ticks.
    """

    low: float
    high: float
    label: str = ""
    least_step: float = 0.0

    def ends(self) -> Point:
        """Both ends; an axis needs some length even where all is the same."""
        return self.low, self.high if self.low < self.high else self.low + (abs(self.low) or 1.0)


def plotted(
    curves: Mapping[str, Sequence[Point]], x: Axis, y: Axis, heading: str, console: Console
) -> Group:
    """Draw curves of finite points for a console.

    Colours are the same in every palette, and there are none where the console has none. A
    terminal that isn't known to show Unicode gets ASCII.
    """
    ascii_only = console.options.ascii_only
    (left, right), (low, high) = x.ends(), y.ends()
    plotext.clear_figure()
    plotext.theme("clear")
    plotext.limit_size(False, False)  # noqa: FBT003 - plotext's signature
    width = min(console.width, WIDEST)
    plotext.plot_size(width, max(12, width // 5))
    for index, (name, points) in enumerate(curves.items()):
        plotext.plot(
            [across for across, _ in points],
            [up for _, up in points],
            label=name if len(curves) > 1 else None,
            color=COLOURS[index % len(COLOURS)],
            marker=_marker(index, points, ascii_only=ascii_only),
        )
    plotext.xlabel(x.label)
    plotext.xlim(left, right)
    plotext.xticks(*_ticks(left, right, width // 12, x.least_step))
    plotext.ylim(low, high)
    plotext.yticks(*_ticks(low, high, 4, y.least_step))
    if low < 0 < high:
        plotext.hline(0, "gray")
    if left < 0 < right:
        plotext.vline(0, "gray")
    drawn = Text.from_ansi(plotext.build().rstrip("\n"), no_wrap=True)
    if ascii_only:
        drawn.plain = drawn.plain.translate(ASCII)
    return Group(Text(heading, style="bold"), drawn)


def _marker(index: int, points: Sequence[Point], *, ascii_only: bool) -> str:
    if ascii_only:
        return ASCII_MARKS[index % len(ASCII_MARKS)]
    return "braille" if len(points) > 1 else "dot"  # a single point of braille is hard to see


def _ticks(low: float, high: float, most: int, least_step: float) -> tuple[list[float], list[str]]:
    """Round numbers in a range, and how they are written."""
    rough = max((high - low) / max(most, 1), least_step) or 1.0
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)
    first, last = math.ceil(low / step), math.floor(high / step)
    ticks = [step * index for index in range(first, last + 1)]
    return ticks, [f"{tick:.6g}" for tick in ticks]
