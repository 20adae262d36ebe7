"""Runs that differ in more than what is compared, or in too little, are named."""

import json
from pathlib import Path

import pytest
from kb_engine import Result
from kb_engine.comparison import (
    ComparisonError,
    compare,
)
from kb_engine.runs.store import Failure

from tests.engine.comparison.pretended import pretend, runs_in


def test_single_runs_without_a_common_seed_cant_be_compared(tmp_path: Path) -> None:
    pretend(tmp_path, 0.5, act="relu", seed=0)
    pretend(tmp_path, 0.6, act="selu", seed=1)
    found = compare(runs_in(tmp_path), "act")
    assert found.levels[1].difference is None
    assert any("have no run in common" in note for note in found.notes)


def test_other_epochs_and_versions_are_said_and_not_mixed(tmp_path: Path) -> None:
    for epochs, shift in ((5, 0.0), (10, 0.1)):
        for seed in range(3):
            pretend(tmp_path, 0.5 + shift + seed / 100, act="relu", seed=seed, epochs=epochs)
            pretend(tmp_path, 0.5 + shift + seed / 50, act="selu", seed=seed, epochs=epochs)
    for run in runs_in(tmp_path)[:1]:
        (run.folder / "environment.json").write_text(json.dumps({"keras": "3.0.0"}))
    found = compare(runs_in(tmp_path), "act")
    assert any("differ in epochs: 10, 5" in note for note in found.notes)
    assert any("several versions (keras 3.0.0)" in note for note in found.notes)


def test_fields_that_move_together_are_said(tmp_path: Path) -> None:
    for act, init in (("relu", "he_normal"), ("selu", "lecun_normal")):
        for seed in range(3):
            pretend(tmp_path, 0.5 + seed / 100, act=act, init=init, seed=seed)
    found = compare(runs_in(tmp_path), "act")
    assert any("init differs from level to level" in note for note in found.notes)
    assert found.levels[1].difference is not None


def test_parameters_tell_levels_of_one_name_apart(tmp_path: Path) -> None:
    for slope in (0.1, 0.3):
        pretend(tmp_path, 0.5 + slope / 10, act=f"leaky_relu({slope})")
    names = [level.name for level in compare(runs_in(tmp_path), "act").levels]
    assert names == ["leaky_relu(negative_slope=0.3)", "leaky_relu(negative_slope=0.1)"]


def test_a_repeated_run_counts_once(tmp_path: Path) -> None:
    for _ in range(2):
        pretend(tmp_path, 0.5, act="relu")
    pretend(tmp_path, 0.6, act="selu")
    found = compare(runs_in(tmp_path), "act")
    assert len(found.level("relu").runs) == 1
    assert "1 run is repeated by a later one." in found.notes


def test_one_run_is_nothing_to_compare(tmp_path: Path) -> None:
    pretend(tmp_path, 0.5, act="relu")
    found = compare(runs_in(tmp_path), "act")
    assert [level.difference for level in found.levels] == [None]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"by": "atc"}, "No run has a field 'atc'"),
        ({"by": "act", "metric": "test_acuracy"}, "Did you mean test_accuracy"),
        ({"by": "act", "baseline": "rellu"}, "Did you mean relu"),
        ({"by": "act", "margin": -1.0}, "The margin is -1"),
        ({"by": "act", "margin": float("nan")}, "The margin is nan"),
        ({"by": ["act", "act"]}, "Name each field once"),
    ],
)
def test_mistakes_are_named(logdir: Path, arguments: dict[str, object], message: str) -> None:
    with pytest.raises(ComparisonError) as refused:
        compare(runs_in(logdir), **arguments)  # type: ignore[arg-type]
    assert message in str(refused.value)


def test_two_datasets_are_refused(tmp_path: Path) -> None:
    pretend(tmp_path, 0.5, data="digits")
    pretend(tmp_path, 0.5, data="iris")
    with pytest.raises(ComparisonError, match="2 datasets: digits, iris"):
        compare(runs_in(tmp_path), "act")


def test_no_scores_and_no_runs_are_said(tmp_path: Path) -> None:
    with pytest.raises(ComparisonError, match="no runs to compare"):
        compare([], "act")
    run = pretend(tmp_path, 0.5, act="relu")
    Result.read(run.result_path).write(run.result_path)
    Failure("failed", "Killed.").write(run.folder)
    with pytest.raises(ComparisonError, match="None of the 1 runs"):
        compare(runs_in(tmp_path), "act")
