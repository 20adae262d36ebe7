"""A run goes on where it was stopped, and ends as if it never had been."""

import json
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import keras
import numpy as np
import pytest
from attrs import evolve
from kb_engine import (
    Recipe,
    Result,
    ResumeError,
    Run,
    TrainedRun,
    resume,
    train,
)
from kb_engine.runs._result import Scores
from kb_engine.sessions import _session as session
from kb_engine.training import load_latest
from kb_engine.training.safety import _checkpoint as checkpoint
from kb_engine.training.safety._saved import save
from kb_registry import Splits

from tests.engine.stopped import QUICK, StopAt, assert_same_weights
from tests.shell import KB, kb


class PowerCut(BaseException):
    """Ends a process without a result."""


class DieAt(keras.callbacks.Callback):
    """Ends an epoch after the recipe's callbacks have seen its end, and before its checkpoint."""

    def __init__(self, epoch: int) -> None:
        super().__init__()
        self.last = epoch

    def on_epoch_end(self, epoch: int, logs: object = None) -> None:
        if epoch == self.last:
            raise PowerCut


@pytest.fixture
def begun(interrupted: Path, tmp_path: Path) -> Path:
    """A folder of one's own with a run that Ctrl-C ended after its second epoch."""
    return Path(shutil.copytree(interrupted, tmp_path / "begun"))


@pytest.fixture(scope="module")
def interrupted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    recipe = Recipe.from_choices(QUICK)
    return train(recipe, tmp_path_factory.mktemp("logs"), observers=[StopAt(1)]).run.folder


OBSERVED = {
    **QUICK,
    "opt": "adam:learning_rate=0.05,use_ema=true",
    "batch_size": 8,
    "epochs": 8,
    "compile": "graph",
    "callback": [
        "none",
        "early_stopping:patience=4,min_delta=0.05,restore_best_weights=true",
        "reduce_lr_on_plateau:patience=1,factor=0.5,min_delta=0.05",
        "swap_ema_weights",
        "csv_logger",
        "model_checkpoint:save_best_only=true",
    ],
}
"""Its validation loss falls, rises, and falls by less than counts, so that callbacks act."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> TrainedRun:
    """A run that was never interrupted."""
    return train(Recipe.from_choices(OBSERVED), tmp_path_factory.mktemp("logs"))


@pytest.mark.slow
@pytest.mark.parametrize(
    "end",
    [StopAt(0, middle=True), StopAt(2, middle=True), StopAt(2), DieAt(2)],
    ids=["in the first epoch", "in the third epoch", "after it", "by a kill after it"],
)
def test_a_run_cut_short_ends_as_one_that_never_was(
    tmp_path: Path, whole: TrainedRun, end: keras.callbacks.Callback
) -> None:
    with suppress(PowerCut):
        stopped = train(Recipe.from_choices(OBSERVED), tmp_path, observers=[end])
        assert stopped.result.status == "interrupted"
    (folder,) = tmp_path.iterdir()
    resumed = resume(folder)
    assert resumed.result.status == "trained"
    assert resumed.history == whole.history
    assert_same_weights(resumed.model, whole.model)
    one, other = (run.run.folder for run in (resumed, whole))
    assert (one / "epochs.csv").read_text() == (other / "epochs.csv").read_text()
    saved = (keras.saving.load_model(folder / "checkpoint.keras") for folder in (one, other))
    assert_same_weights(*saved)


class AsksInTheLastSteps(keras.callbacks.Callback):
    """Is busy before the last steps of the second epoch, while somebody presses Ctrl-C."""

    takes_chunks = True

    def __init__(self) -> None:
        super().__init__()
        self.begun: list[int] = []

    def on_epoch_begin(self, epoch: int, logs: object = None) -> None:
        self.now, self.begun = epoch, []

    def on_train_batch_begin(self, batch: int, logs: object = None) -> None:
        self.begun.append(batch)
        assert self.params is not None
        last = batch + self.params["chunk_steps"] >= self.params["steps"]
        if self.now == 1 and last:
            signal.raise_signal(signal.SIGINT)


@pytest.mark.slow
def test_ctrl_c_in_the_last_steps_of_an_epoch_ends_no_run_for_good(tmp_path: Path) -> None:
    recipe = Recipe.from_choices({**QUICK, "batch_size": 1, "epochs": 3, "callback": "none"})
    busy = AsksInTheLastSteps()
    stopped = train(recipe, tmp_path, observers=[busy])
    assert len(busy.begun) > 1
    assert stopped.result.status == "interrupted"
    assert len(stopped.history["loss"]) == 2
    assert len(resume(stopped.run.folder).history["loss"]) == 3


def test_what_a_killed_process_had_begun_to_write_is_deleted(tmp_path: Path) -> None:
    run = train(Recipe.from_choices({**QUICK, "epochs": 1}), tmp_path).run
    (run.folder / ".unfinished-123-model.keras").touch()
    (run.checkpoints / ".unfinished-123-epoch-000002.npz").touch()
    resume(run.folder)
    assert not list(run.folder.rglob(".unfinished*"))


def test_a_recipe_that_the_checkpoint_does_not_fit_is_refused(tmp_path: Path) -> None:
    run = train(Recipe.from_choices({**QUICK, "epochs": 1}), tmp_path).run
    recipe = run.folder / "recipe.toml"
    recipe.write_text(recipe.read_text().replace(" 16,\n", " 17,\n"))
    with pytest.raises(ResumeError, match=r"arch\.units was \[16\] and is \[17\]: .* has shape"):
        resume(run.folder, force=True)


def test_only_the_newest_two_checkpoints_are_kept(tmp_path: Path) -> None:
    run = train(Recipe.from_choices(QUICK), tmp_path).run
    assert len(list(run.checkpoints.iterdir())) == 2


def test_a_change_of_versions_is_named_and_can_be_overruled(begun: Path) -> None:
    record = begun / "environment.json"
    record.write_text(json.dumps({**json.loads(record.read_text()), "keras": "2.0"}))
    with pytest.raises(ResumeError, match=f"keras was 2.0 and is {keras.__version__}"):
        resume(begun)
    assert resume(begun, force=True).result.status == "trained"


def test_what_changed_in_the_recipe_is_named_and_can_be_overruled(begun: Path) -> None:
    recipe = begun / "recipe.toml"
    recipe.write_text(recipe.read_text().replace("epochs = 6", "epochs = 7"))
    with pytest.raises(ResumeError, match=r"recipe\.epochs was 6 and is 7\."):
        resume(begun)
    first = json.loads((begun / "environment.json").read_text())
    resumed = resume(begun, force=True)
    assert resumed.result.status == "trained"
    assert resumed.run.changes() == []
    kept = json.loads((begun / "environment.json").read_text())
    (since,) = kept.pop("resumed")
    assert kept == first
    assert since["recipe"]["epochs"] == 7


def test_a_parameter_that_came_since_is_no_change_while_it_has_its_default(begun: Path) -> None:
    record = begun / "environment.json"
    known = json.loads(record.read_text())
    del known["recipe"]["opt"]["use_ema"], known["recipe"]["precision"]
    record.write_text(json.dumps(known))
    assert Run.open(begun).changes() == []


@pytest.mark.parametrize(
    ("name", "matters"),
    [("system", False), ("cores", False), ("kb-snake", False), ("keras-blocks-keras", True)],
)
def test_only_what_may_change_the_weights_is_held_against_a_run(
    begun: Path, name: str, *, matters: bool
) -> None:
    record = begun / "environment.json"
    record.write_text(json.dumps({**json.loads(record.read_text()), name: "another"}))
    assert [change.place for change in Run.open(begun).changes()] == [name] * matters


def test_seconds_are_those_of_all_sessions(begun: Path) -> None:
    folder = Run.open(begun).checkpoints
    saved = load_latest(folder)
    assert saved is not None
    assert saved.seconds > 0
    save(folder, evolve(saved, seconds=10_000.0))
    assert resume(begun).result.seconds > 10_000


def test_ctrl_c_while_scoring_costs_no_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def score(*_: object) -> None:
        signal.raise_signal(signal.SIGINT)  # let finish what is under way
        signal.raise_signal(signal.SIGINT)  # no

    recipe = Recipe.from_choices({**QUICK, "epochs": 1})
    with monkeypatch.context() as patched:
        patched.setattr(session, "score", score)
        with pytest.raises(KeyboardInterrupt):
            train(recipe, tmp_path)
    (folder,) = tmp_path.iterdir()
    kept = Run.open(folder).load()
    resumed = resume(folder)
    assert resumed.result.status == "trained"
    assert_same_weights(resumed.model, kept)


def test_scoring_is_no_training(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(checkpoint, "time", SimpleNamespace(perf_counter=lambda: now[0]))

    def score_slowly(model: keras.Model, data: Splits) -> dict[str, Scores]:
        now[0] += 10_000
        return score(model, data)

    score = session.score
    monkeypatch.setattr(session, "score", score_slowly)
    assert train(Recipe.from_choices({**QUICK, "epochs": 1}), tmp_path).result.seconds == 0


@pytest.mark.parametrize("content", ["", "[]", '"text"', "{"])
def test_a_damaged_record_of_versions_stops_nobody(begun: Path, content: str) -> None:
    (begun / "environment.json").write_text(content)
    assert Run.open(begun).changes() == []


def test_a_folder_without_a_run_is_said(tmp_path: Path) -> None:
    with pytest.raises(ResumeError, match="There is no run in"):
        resume(tmp_path)


@pytest.mark.slow
def test_a_killed_process_resumes_to_the_same_weights(tmp_path: Path) -> None:
    choices = ["--norm", "batch_norm", "--drop", "dropout:0.2", "--epochs", "60"]
    assert kb("train", *choices, "--logdir", tmp_path / "whole").returncode == 0
    logdir = tmp_path / "killed"
    process = subprocess.Popen([KB, "train", *choices, "--logdir", logdir])
    while not list(logdir.glob("*/checkpoints/epoch-*.npz")):
        time.sleep(0.05)
    process.kill()
    process.wait()
    (folder,) = (path for path in logdir.iterdir() if path.is_dir())
    assert not (folder / "result.json").exists()
    assert kb("resume", folder).returncode == 0
    (whole,) = (path for path in (tmp_path / "whole").iterdir() if path.is_dir())
    expected, found = Result.read(whole / "result.json"), Result.read(folder / "result.json")
    assert found.history == expected.history
    assert found.scores == expected.scores
    first, second = Run.open(whole).load(), Run.open(folder).load()
    for one, other in zip(first.get_weights(), second.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
