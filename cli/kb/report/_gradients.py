"""What the layers of each level did when their trainings had ended."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

import numpy as np
from kb_engine import LayerHealth, read_layers
from kb_engine.comparison import Comparison, Level

from kb.report._drawing import Scale, drawing, shortened, word
from kb.report._lines import (
    FOOT,
    HEIGHT,
    LEFT,
    RIGHT,
    TOP,
    WIDTH,
    Table,
    drawn_levels,
    heights,
    lines,
    which_are_drawn,
)
from kb.report._tables import table

MOST_LAYERS, MOST_NAMES = 40, 8

Measure = Literal["gradient", "dead", "saturated"]
Layers = Mapping[str, Sequence[LayerHealth]]
"""By name, what the runs of one level say of a layer."""


def gradients(found: Comparison) -> Iterator[str]:
    """A line over the layers for each level, and a table; nothing if no run kept them."""
    levels = {each.name: _layers(each) for each in drawn_levels(found)}
    names = list(dict.fromkeys(name for layers in levels.values() for name in layers))
    if not names:
        return
    yield "<h2>Layers</h2>"
    yield from _picture(found, levels)
    yield (
        "<p>A gradient that shrinks or grows by the same factor from layer to layer doesn't reach"
        " the first layers, or shakes them. A dead unit has no slope for any sample, so it can't"
        " learn. A saturated output has a slope below 0.01. Medians over runs, on 64 training"
        " samples, with the weights at the end of the training.</p>"
    )
    yield table("Gradients and units, layer by layer", *_figures(levels, names), words=["figure"])


def _picture(found: Comparison, levels: Mapping[str, Layers]) -> Iterator[str]:
    tables = ((level, _norms(layers)) for level, layers in levels.items())
    drawn = {level: each for level, each in tables if each is not None and each.shape[1] > 1}
    if not drawn:
        return
    longest = max(each.shape[1] for each in drawn.values())
    known = np.concatenate([each.ravel() for each in drawn.values()]).tolist()
    y = Scale.over(known, HEIGHT - FOOT, TOP, log=True)
    x = Scale(0, longest - 1, LEFT + 30, WIDTH - RIGHT - 30)
    middle = [np.median(each, axis=0) for each in drawn.values()]
    axis = _names(levels, longest)
    marks = [
        *heights(y),
        *(word(x(place), HEIGHT - 26, axis[place]) for place in _shown(longest)),
        word((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6, "layer with a kernel, from the input on"),
        *lines(drawn, [x(place) for place in range(longest)], y, middle),
    ]
    label = "Norm of each kernel's gradient: median over runs, and the range that all are in"
    yield (
        "<p>The norm of each kernel's gradient: a line is the median over runs, its band the range"
        f" that all runs are in.{which_are_drawn(found)}</p>"
    )
    yield f"<div class=scroll tabindex=0>{drawing(WIDTH, HEIGHT, label, marks)}</div>"


def _layers(level: Level) -> dict[str, list[LayerHealth]]:
    found: dict[str, list[LayerHealth]] = {}
    for each in level.runs:
        for layer in read_layers(each.run.folder):
            found.setdefault(layer.layer, []).append(layer)
    return found


def _norms(layers: Layers) -> Table | None:
    """`(runs, layers)`, of the runs whose gradients are all above 0."""
    kernels = [each for each in layers.values() if any(one.gradient for one in each)][:MOST_LAYERS]
    if not kernels or len({len(each) for each in kernels}) > 1:
        return None
    table = np.array([[one.gradient or np.nan for one in each] for each in kernels], np.float64).T
    whole = table[np.isfinite(table).all(axis=1)]
    return whole if len(whole) else None


def _names(levels: Mapping[str, Layers], count: int) -> list[str]:
    """The layers' names if all levels agree on them and there is room; else their numbers."""
    named = {
        tuple(name for name, each in layers.items() if any(one.gradient for one in each))
        for layers in levels.values()
        if layers
    }
    if len(named) == 1 and count <= MOST_NAMES:
        return [shortened(name, 64 // count) for name in named.pop()]
    return [str(place + 1) for place in range(count)]


def _shown(count: int) -> range:
    return range(0, count, -(-count // 20))


def _figures(
    levels: Mapping[str, Layers], names: Sequence[str]
) -> tuple[Sequence[str], list[Sequence[str]]]:
    measures: tuple[Measure, ...] = ("gradient", "dead", "saturated")
    rows: list[Sequence[str]] = []
    for name in names:
        for measure in measures:
            cells = [_median(layers.get(name, ()), measure) for layers in levels.values()]
            if any(cells):
                rows.append((name, measure, *cells))
    return ("layer", "figure", *levels), rows


def _median(layers: Sequence[LayerHealth], measure: Measure) -> str:
    known = [value for each in layers if (value := getattr(each, measure)) is not None]
    if not known:
        return ""
    middle = float(np.median(known))
    return f"{middle:.3g}" if measure == "gradient" else f"{middle:.0%}"
