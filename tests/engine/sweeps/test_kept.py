"""A sweep keeps the models and layers of its best trials."""

from pathlib import Path

import pytest
from kb_engine.runs.store import StoredRun
from kb_engine.sweeps import Sweep
from kb_registry import LAYERS_FOLDER

from tests.engine.sweeps.driven import FIELDS, begin, drive, interrupting_after
from tests.engine.sweeps.pretending import pretending


def models(sweep: Sweep) -> list[int]:
    """The seeds whose models are kept."""
    return sorted(int(str(r.facts["seed"])) for r in sweep if (r.folder / "model.keras").exists())


@pytest.mark.parametrize(
    ("keep", "seeds"),
    [("best:2", [2, 2]), ("all", [0, 0, 1, 1, 2, 2]), ("none", []), ("best:3", [1, 2, 2])],
)
def test_models_of_the_best_are_kept(tmp_path: Path, keep: str, seeds: list[int]) -> None:
    sweep = begin(tmp_path, keep_models=keep)
    drive(sweep, pretending())
    assert models(sweep) == seeds
    drive(sweep, pretending())  # a session that trains nothing keeps the same
    assert models(sweep) == seeds


def layers(sweep: Sweep) -> list[str]:
    """The trials whose layers are kept."""
    return sorted(run.name for run in sweep if (run.folder / LAYERS_FOLDER).exists())


@pytest.mark.parametrize(
    ("keep", "seeds"),
    [("best:2", [2, 2]), ("best:3", [1, 2, 2]), ("all", [0, 0, 1, 1, 2, 2])],
)
def test_layers_of_the_best_are_kept(tmp_path: Path, keep: str, seeds: list[int]) -> None:
    fields = {**FIELDS, "callback": []}
    sweep = begin(tmp_path, keep_layers=keep, keep_models="none", fields=fields)
    drive(sweep, pretending())
    kept = layers(sweep)
    assert [run.facts["seed"] for run in sorted(sweep, key=_seed) if run.name in kept] == seeds
    drive(sweep, pretending())
    assert layers(sweep) == kept


def _seed(run: StoredRun) -> int:
    return int(str(run.facts["seed"]))


def test_of_equal_trials_no_more_are_kept_and_after_an_interruption_the_same(
    tmp_path: Path,
) -> None:
    table = {"keep_layers": "best:2", "keep_models": "best:2"}
    fields = {**FIELDS, "act": ["relu", "selu", "elu"], "callback": []}
    whole = begin(tmp_path / "whole", **table, fields=fields)
    drive(whole, pretending())
    interrupted = begin(tmp_path / "interrupted", **table, fields=fields)
    with pytest.raises(KeyboardInterrupt):
        drive(interrupted, pretending(interrupting_after(7)))
    for run in interrupted:  # as if the process had been killed before it deleted anything
        (run.folder / LAYERS_FOLDER).mkdir(exist_ok=True)
    drive(Sweep.open(interrupted.folder), pretending())
    assert len(layers(whole)) == 2
    assert layers(interrupted) == layers(whole)


def test_the_best_has_the_largest_score_if_that_is_asked_for(tmp_path: Path) -> None:
    sweep = begin(tmp_path, objective="val_accuracy", maximize=True, keep_models="best:1")
    progress = drive(sweep, pretending())
    assert progress.best is not None
    assert progress.best.facts["seed"] == 2
    assert models(sweep) == [2]
