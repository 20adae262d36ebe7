"""How the levels of a comparison learned, epoch by epoch."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from kb_engine import Result
from kb_engine.comparison import Comparison, Level
from kb_registry import KerasBlocksError

from kb.report._drawing import Scale, drawing, word
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


def curves(found: Comparison) -> Iterator[str]:
    """Mean and range over runs of a figure after each epoch; nothing if no run has it."""
    name = _logged(found.metric)
    drawn = {
        each.name: table
        for each in drawn_levels(found)
        if (table := _table(each, name)) is not None
    }
    if not drawn:
        return
    longest = max(table.shape[1] for table in drawn.values())
    x = Scale(1, max(2, longest), LEFT, WIDTH - RIGHT)
    y = Scale.over([v for t in drawn.values() for v in (t.min(), t.max())], HEIGHT - FOOT, TOP)
    middle = [table.mean(axis=0) for table in drawn.values()]
    epochs = [x(epoch) for epoch in range(1, longest + 1)]
    shown = sorted({1, longest, *(longest * part // 4 for part in (1, 2, 3))} - {0})
    marks = [
        *heights(y),
        *(word(x(epoch), HEIGHT - 26, str(epoch)) for epoch in shown),
        word((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6, "epoch"),
        *lines(drawn, epochs, y, middle),
    ]
    label = f"{name} after each epoch: mean over runs, and the range that all runs are in. "
    ends = ", ".join(f"{level} {t[:, -1].mean():.4g}" for level, t in drawn.items())
    yield "<h2>Learning</h2>"
    yield (
        f"<p>{name} after each epoch: a line is the mean over runs, its band the range that all"
        f" runs are in.{which_are_drawn(found)}</p>"
    )
    picture = drawing(WIDTH, HEIGHT, f"{label}At the end: {ends}", marks)
    yield f"<div class=scroll tabindex=0>{picture}</div>"


def _logged(metric: str) -> str:
    """The figure that is logged after each epoch and comes nearest to a score."""
    for split in ("test_", "train_"):
        if metric.startswith(split):
            return ("val_" if split == "test_" else "") + metric.removeprefix(split)
    return metric if metric.startswith("val_") else "val_loss"


def _table(level: Level, name: str) -> Table | None:
    histories = [_history(each.run.folder / "result.json").get(name, ()) for each in level.runs]
    known = [each for each in histories if each and None not in each]
    if not known:
        return None
    shortest = min(map(len, known))
    return np.array([each[:shortest] for each in known], np.float64)


def _history(path: Path) -> Mapping[str, Sequence[float | None]]:
    try:
        return Result.read(path).history
    except (OSError, ValueError, TypeError, KerasBlocksError):
        return {}
