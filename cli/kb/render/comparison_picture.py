"""A comparison as a picture in a file: a dot for each seed, intervals, or a curve over numbers."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from matplotlib.figure import Figure

from kb.render.comparison_rows import heading
from kb.render.picture import COLOURS, write_figure

if TYPE_CHECKING:
    from kb_engine.comparison import Comparison, Level


def write_comparison(found: "Comparison", path: Path) -> None:
    """Draw a comparison into a file, in one piece or not at all.

    Levels that are numbers are a curve with a band; others are rows, best first.

    Raises:
        PictureError: The suffix is unknown, or the file can't be written.
    """
    levels = [each for each in found.levels if each.found is not None]
    numbers = [_number(each) for each in levels]
    figure = Figure(figsize=(6.4, 1.2 + 0.32 * len(levels)), dpi=150, layout="constrained")
    axes = figure.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(color="#e4e4e4", linewidth=0.8)
    axes.set_axisbelow(True)
    known = [number for number in numbers if number is not None]
    if len(known) == len(levels) > 1:
        figure.set_size_inches(6.4, 4.0)
        _curve(axes, dict(zip(known, levels, strict=True)))
        axes.set(xlabel=", ".join(found.by), ylabel=found.metric)
    else:
        _rows(axes, levels)
        axes.set(xlabel=f"{found.metric}: seeds, mean, interval at 95 %")
    write_figure(figure, heading(found), path)


def _rows(axes: Any, levels: "list[Level]") -> None:
    for place, level in enumerate(levels):
        axes.scatter(level.rows, [place] * len(level.rows), s=14, alpha=0.5, color=COLOURS[0])
        if level.found is not None:
            reach = level.found.high - level.found.mean
            axes.errorbar(
                level.found.mean, place, xerr=reach, fmt="|", color="black", markersize=12
            )
    axes.set_yticks(range(len(levels)), [each.name for each in levels])
    axes.invert_yaxis()


def _curve(axes: Any, levels: "dict[float, Level]") -> None:
    found = {number: level.found for number, level in sorted(levels.items()) if level.found}
    numbers = list(found)
    axes.fill_between(
        numbers,
        [each.low for each in found.values()],
        [each.high for each in found.values()],
        alpha=0.18,
        color=COLOURS[0],
        linewidth=0,
    )
    axes.plot(numbers, [each.mean for each in found.values()], color=COLOURS[0], marker="o")
    for number, level in levels.items():
        axes.scatter([number] * len(level.rows), level.rows, s=10, alpha=0.4, color=COLOURS[0])
    if min(numbers) > 0 and max(numbers) > 10 * min(numbers):
        axes.set_xscale("log")


def _number(level: "Level") -> float | None:
    try:
        return float(level.name)
    except ValueError:
        return None
