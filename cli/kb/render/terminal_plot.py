"""A drawing in characters, as wide as the terminal."""

import math

import plotext
from kb_registry import Drawing
from rich.console import Console, Group
from rich.text import Text

WIDEST = 100
COLOURS = ("blue", "red", "green", "magenta")
ASCII_MARKS = "*+ox"
ASCII = str.maketrans("┌┬┐├┼┤└┴┘─│", "+++++++++-|")


def terminal_plot(drawing: Drawing, title: str, console: Console) -> Group | None:
    """Draw curves for a console; None if there is nothing finite to draw.

    Colours are those of the terminal's own palette, and none where the console has none. A
    terminal that isn't known to show Unicode gets ASCII.
    """
    curves = drawing.points()
    if not curves:
        return None
    ascii_only = console.options.ascii_only
    heights = [0.0, *(y for points in curves.values() for _, y in points)]
    low, high = min(heights), max(heights)
    if low == high:
        high = 1.0  # an axis needs some length, even where all is zero
    plotext.clear_figure()
    plotext.theme("clear")
    plotext.limit_size(False, False)  # noqa: FBT003 - plotext's signature
    width = min(console.width, WIDEST)
    plotext.plot_size(width, max(12, width // 5))
    for index, (name, points) in enumerate(curves.items()):
        plotext.plot(
            [x for x, _ in points],
            [y for _, y in points],
            label=name if len(curves) > 1 else None,
            color=COLOURS[index % len(COLOURS)],
            marker=ASCII_MARKS[index % len(ASCII_MARKS)] if ascii_only else "braille",
        )
    plotext.xlabel(drawing.x_label)
    plotext.xlim(drawing.low, drawing.high)
    plotext.xticks(*_ticks(drawing.low, drawing.high, width // 12))
    plotext.ylim(low, high)
    plotext.yticks(*_ticks(low, high, 4))
    if low < 0 < high:
        plotext.hline(0, "gray")
    if drawing.low < 0 < drawing.high:
        plotext.vline(0, "gray")
    drawn = Text.from_ansi(plotext.build().rstrip("\n"), no_wrap=True)
    if ascii_only:
        drawn.plain = drawn.plain.translate(ASCII)
    heading = f"{drawing.y_label} of {title}" if drawing.y_label else title
    return Group(Text(heading, style="bold"), drawn)


def _ticks(low: float, high: float, most: int) -> tuple[list[float], list[str]]:
    """Round numbers in a range, and how they are written."""
    rough = (high - low) / max(most, 1) or 1.0
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)
    first, last = math.ceil(low / step), math.floor(high / step)
    ticks = [step * index for index in range(first, last + 1)]
    return ticks, [f"{tick:.6g}" for tick in ticks]
