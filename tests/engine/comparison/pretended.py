"""Runs' folders as trainings leave them, with scores that a test chooses."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from kb_engine import LayerHealth, Recipe, Result, Run
from kb_engine.runs._sample_scores import SampleScores
from kb_engine.runs.store import RunStore, StoredRun

NOISE = [0.0, 0.004, -0.003, 0.001, 0.002, -0.004]


def pretend(
    logdir: Path,
    score: float | None,
    *,
    hits: Sequence[bool] | None = None,
    layers: Sequence[LayerHealth] = (),
    **choices: object,
) -> Run:
    """Write a run with a test accuracy, or with the hits whose mean it is."""
    run = Run.create(Recipe.from_choices(choices), logdir)
    score = float(np.mean(hits)) if hits is not None else score
    if score is None:
        return run
    scores = {"loss": 1 - score, "accuracy": score}
    by_split = {"train": scores, "validation": scores, "test": scores}
    history = {"loss": [0.9, 0.1], "val_accuracy": [0.3, score]}
    result = Result("trained", 10, 2.0, {}, history, by_split, {"test": 10}, megabytes=700.0)
    result.write(run.result_path)
    if hits is not None:
        right = np.array(hits, bool)
        run.keep(SampleScores("same", right.astype(np.uint8), {"accuracy": right}))
    if layers:
        run.keep_layers(layers)
    return run


def runs_in(logdir: Path) -> list[StoredRun]:
    return list(RunStore(logdir))
