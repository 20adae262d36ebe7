"""How the levels of a comparison learned, epoch by epoch."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from kb_engine import Result
from kb_engine.comparison import Comparison, Level
from kb_registry import KerasBlocksError

from kb.report._drawing import Scale, area, drawing, line, word

WIDTH, HEIGHT, LEFT, FOOT = 760, 310, 60, 44
MOST = 6
"""Levels that are drawn; more can't be told apart."""


def curves(found: Comparison) -> str | None:
    """Mean and range over runs of a figure after each epoch; None if no run has it."""
    name = _logged(found.metric)
    drawn = {
        each.name: table
        for each in found.levels[:MOST]
        if (table := _table(each, name)) is not None
    }
    if not drawn:
        return None
    longest = max(table.shape[1] for table in drawn.values())
    x = Scale(1, max(2, longest), LEFT, WIDTH - 150)
    y = Scale.over([v for t in drawn.values() for v in (t.min(), t.max())], HEIGHT - FOOT, 10)
    marks = [*_axes(x, y, longest)]
    for place, (level, table) in enumerate(drawn.items()):
        marks += _curve(table, place, x, y)
        marks.append(word(WIDTH - 130, 24 + 18 * place, level[:20], "start"))
        marks.append(
            line([(WIDTH - 145, 20 + 18 * place), (WIDTH - 134, 20 + 18 * place)], f"c{place}")
        )
    label = f"{name} after each epoch: mean over runs, and the range that all runs are in"
    return drawing(WIDTH, HEIGHT, label, marks)


def _logged(metric: str) -> str:
    """The figure that is logged after each epoch and comes nearest to a score."""
    for split in ("test_", "train_"):
        if metric.startswith(split):
            return ("val_" if split == "test_" else "") + metric.removeprefix(split)
    return metric if metric.startswith("val_") else "val_loss"


def _table(level: Level, name: str) -> npt.NDArray[np.float64] | None:
    histories = [_history(each.run.folder / "result.json").get(name, ()) for each in level.runs]
    lines = [each for each in histories if each and None not in each]
    if not lines:
        return None
    shortest = min(map(len, lines))
    return np.array([each[:shortest] for each in lines], np.float64)


def _history(path: Path) -> Mapping[str, Sequence[float | None]]:
    try:
        return Result.read(path).history
    except (OSError, ValueError, TypeError, KerasBlocksError, json.JSONDecodeError):
        return {}


def _curve(table: npt.NDArray[np.float64], place: int, x: Scale, y: Scale) -> list[str]:
    epochs = range(1, table.shape[1] + 1)
    above = [(x(epoch), y(value)) for epoch, value in zip(epochs, table.max(axis=0), strict=True)]
    below = [(x(epoch), y(value)) for epoch, value in zip(epochs, table.min(axis=0), strict=True)]
    mean = [(x(epoch), y(value)) for epoch, value in zip(epochs, table.mean(axis=0), strict=True)]
    return [area([*above, *below[::-1]], f"band c{place}"), line(mean, f"c{place}")]


def _axes(x: Scale, y: Scale, epochs: int) -> list[str]:
    marks = []
    for tick in y.ticks():
        marks += [
            line([(LEFT, y(tick)), (WIDTH - 150, y(tick))], "grid"),
            word(LEFT - 6, y(tick) + 4, f"{tick:g}", "end"),
        ]
    shown = sorted({1, epochs, *(epochs * part // 4 for part in (1, 2, 3))} - {0})
    marks += [word(x(epoch), HEIGHT - 26, str(epoch)) for epoch in shown]
    return [*marks, word((LEFT + WIDTH - 150) / 2, HEIGHT - 6, "epoch")]
