import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from kb_engine import LogdirError, Recipe, Result, Run
from kb_engine.runs.store import Condition, ConditionError, Failure, RunStore, StoredRun
from kb_registry import KerasBlocksError

INDEX = ".runs.sqlite"


def result(accuracy: float, status: str = "trained") -> Result:
    scores = {"loss": 1 - accuracy, "accuracy": accuracy}
    history = {"loss": [1.0, 0.5], "val_loss": [1.0, 0.6]}
    by_split = {"train": scores, "validation": scores, "test": scores}
    return Result(status, 1000, 2.5, {}, history, by_split, {"train": 80})  # type: ignore[arg-type]


def run_of(logdir: Path, accuracy: float | None = None, **choices: object) -> Run:
    """A run's folder as training leaves it; without an accuracy, one that never ended."""
    run = Run.create(Recipe.from_choices(choices), logdir)
    if accuracy is not None:
        result(accuracy).write(run.result_path)
    return run


def named(logdir: Path) -> dict[str, StoredRun]:
    return {run.name: run for run in RunStore(logdir)}


@pytest.fixture
def logdir(tmp_path: Path) -> Path:
    """A trained run, one that was killed, and one in a folder of its own."""
    run_of(tmp_path, 0.9, act="prelu")
    run_of(tmp_path, act="selu")
    run_of(tmp_path / "sweep", 0.8, opt="sgd:momentum=0.9")
    return tmp_path


def test_every_folder_with_a_recipe_is_a_run(logdir: Path) -> None:
    runs = named(logdir)
    assert [name.rpartition("-")[0] for name in runs] == ["prelu", "selu", "sweep/sgd"]
    assert [run.status for run in runs.values()] == ["trained", "unfinished", "trained"]


def test_facts_hold_the_recipe_and_the_scores(logdir: Path) -> None:
    facts = next(iter(RunStore(logdir))).facts
    assert facts["act"] == "prelu"
    assert facts["act.alpha_initializer"] == "zeros"
    assert facts["callback"] == ["tensorboard"]
    assert facts["norm"] == "none"
    assert facts["val_accuracy"] == facts["test_accuracy"] == 0.9
    assert facts["seconds"] == 2.5
    assert facts["epochs_done"] == 2


def test_what_is_indexed_is_what_the_folders_say(logdir: Path) -> None:
    first = named(logdir)
    assert (logdir / INDEX).exists()
    assert named(logdir) == first
    (logdir / INDEX).unlink()
    assert named(logdir) == first


def test_a_folder_that_changed_is_read_again(logdir: Path) -> None:
    before = named(logdir)
    changed = next(run for run in before.values() if run.status == "unfinished")
    result(0.7).write(changed.folder / "result.json")
    assert named(logdir)[changed.name].facts["val_accuracy"] == 0.7
    edited = changed.folder / "recipe.toml"
    with edited.open("r+", encoding="utf-8") as file:  # where it lies, as some editors do
        text = file.read().replace('"selu"', '"elu"')
        file.seek(0)
        file.write(text)
        file.truncate()
    assert named(logdir)[changed.name].facts["act"] == "elu"


def test_runs_that_are_copied_renamed_or_removed_need_no_care(logdir: Path) -> None:
    before = named(logdir)
    prelu, selu, sgd = before
    shutil.copytree(logdir / prelu, logdir / "copy")
    (logdir / sgd).rename(logdir / "moved")
    shutil.rmtree(logdir / selu)
    after = named(logdir)
    assert set(after) == {prelu, "copy", "moved"}
    assert after["copy"].facts["val_accuracy"] == 0.9
    assert after["moved"].facts["opt.momentum"] == 0.9


@pytest.mark.parametrize("damage", ["", "not = [toml", "[1, 2]"])
def test_a_run_cut_short_or_edited_by_hand_is_said_to_be_unreadable(
    logdir: Path, damage: str
) -> None:
    run = next(iter(RunStore(logdir)))
    (run.folder / "result.json").write_text(damage)
    assert named(logdir)[run.name].status == "unreadable"
    assert "result.json" in str(named(logdir)[run.name].facts["cause"])


def test_a_recipe_that_is_no_toml_costs_one_run(logdir: Path) -> None:
    run = next(iter(RunStore(logdir)))
    (run.folder / "recipe.toml").write_text("act = [")
    assert [each.status for each in RunStore(logdir)] == ["unreadable", "unfinished", "trained"]


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + bytes(2000)])
def test_a_damaged_index_is_made_anew(logdir: Path, content: bytes) -> None:
    expected = named(logdir)
    (logdir / INDEX).write_bytes(content)
    assert named(logdir) == expected
    assert named(logdir) == expected
    with sqlite3.connect(logdir / INDEX) as base:
        assert base.execute("SELECT count(*) FROM runs").fetchone() == (3,)


def test_a_locked_index_is_done_without(logdir: Path) -> None:
    expected = named(logdir)
    run_of(logdir, 0.5, act="elu")
    with sqlite3.connect(logdir / INDEX) as base:
        base.execute("BEGIN EXCLUSIVE")
        assert len(named(logdir)) == len(expected) + 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_log_directory_that_cannot_be_written_to_is_listed(logdir: Path) -> None:
    logdir.chmod(0o555)
    try:
        assert len(named(logdir)) == 3
    finally:
        logdir.chmod(0o755)
    assert not (logdir / INDEX).exists()


def test_no_log_directory_is_said(tmp_path: Path) -> None:
    with pytest.raises(LogdirError, match="There is no folder"):
        list(RunStore(tmp_path / "none"))


def test_a_failure_stands_beside_what_there_is(logdir: Path) -> None:
    run = next(each for each in RunStore(logdir) if each.status == "unfinished")
    Failure("failed", "The worker crashed.").write(run.folder)
    (found,) = [each for each in RunStore(logdir) if each.status == "failed"]
    assert found.facts["cause"] == "The worker crashed."


HOLDS = """
import sys, time
from pathlib import Path
from kb_engine.runs._lock import locked
with locked(Path(sys.argv[1])):
    print("locked", flush=True)
    time.sleep(60)
"""


def test_a_run_under_way_is_running_and_cannot_be_removed(logdir: Path) -> None:
    run = next(each for each in RunStore(logdir) if each.status == "unfinished")
    command = [sys.executable, "-c", HOLDS, str(run.folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert RunStore(logdir).get(run.name).status == "running"
        with pytest.raises(KerasBlocksError, match="is being trained"):
            RunStore(logdir).remove([run])
        process.kill()
    assert RunStore(logdir).get(run.name).status == "unfinished"
    RunStore(logdir).remove([run])
    assert run.name not in named(logdir)
    assert not run.folder.exists()


def test_tags_are_added_and_taken_off(logdir: Path) -> None:
    store = RunStore(logdir)
    run = next(iter(store))
    store.tag(run, add=["good", "paper"])
    store.tag(store.get(run.name), remove=["good"])
    assert next(iter(store)).facts["tags"] == ["paper"]


def test_a_run_is_found_by_name_and_by_folder(logdir: Path) -> None:
    store = RunStore(logdir)
    *_, sgd = store
    assert store.get(sgd.folder.name) == store.get(str(sgd.folder)) == store.get(sgd.name) == sgd
    with pytest.raises(KerasBlocksError, match="There is no run 'x'"):
        store.get("x")


@pytest.mark.parametrize(
    ("condition", "admitted"),
    [
        ("act=prelu", True),
        ("act != prelu", False),
        ("val_accuracy>0.9", False),
        ("val_accuracy>=0.9", True),
        ("epochs=10", True),
        ("epochs=1e1", True),
        ("callback=tensorboard", True),
        ("callback=csv_logger", False),
        ("opt.nesterov=false", True),
        ("act>3", False),
        ("missing=1", False),
        ("missing!=1", False),
        ("begun>2020", True),
    ],
)
def test_conditions(logdir: Path, condition: str, admitted: bool) -> None:  # noqa: FBT001
    run = next(iter(RunStore(logdir)))
    assert Condition.parse(condition).admits(run.facts) is admitted


@pytest.mark.parametrize("text", ["act", "", "=3", "val_accuracy>high", "a b=3"])
def test_conditions_that_cannot_be_read(text: str) -> None:
    with pytest.raises(ConditionError):
        Condition.parse(text)


def test_figures_that_are_not_finite_meet_no_condition(tmp_path: Path) -> None:
    run_of(tmp_path, float("nan"))
    (run,) = RunStore(tmp_path)
    assert run.facts["val_accuracy"] is None
    assert not Condition.parse("val_accuracy<1").admits(run.facts)
