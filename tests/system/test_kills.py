"""A run that is killed at any moment, again and again, ends as one that never was."""

import random
import signal
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from kb_engine import Result, Run

from tests.preloaded import python
from tests.shell import KB, runs
from tests.system.killed import assert_same_events, points

KILLS = 20
RECIPE = [
    *("--arch", "mlp(units=[32])", "--norm", "batch_norm", "--drop", "dropout:0.2"),
    *("--opt", "nadam", "--epochs", "40", "--batch-size", "64"),
    *("--callback", "tensorboard:budget=1.0"),
    *("--callback", "early_stopping:patience=3,monitor=val_accuracy,restore_best_weights=true"),
    *("--callback", "reduce_lr_on_plateau:patience=1,factor=0.7,monitor=loss"),
]


def is_killed(command: list[str | Path], seconds: float) -> bool:
    """Run a command for so long at most; whether it had to be killed."""
    ended = python(*command, seconds=seconds)
    assert ended.returncode in {0, -signal.SIGALRM}, ended.stderr
    return ended.returncode != 0


def train(*choices: str | Path) -> list[str | Path]:
    return [KB, "train", "--quiet", *choices]


def resume(folder: Path) -> list[str | Path]:
    return [KB, "resume", "--quiet", folder]


def assert_same_run(found: Path, expected: Path) -> None:
    for folder in (found, expected):
        assert not list(folder.glob(".unfinished*"))
    one, other = (Result.read(folder / "result.json") for folder in (found, expected))
    assert one.status == other.status == "trained"
    assert one.history == other.history
    assert one.scores == other.scores
    weights = [Run.open(folder).load().get_weights() for folder in (found, expected)]
    for values, others in zip(*weights, strict=True):
        np.testing.assert_array_equal(values, others)
    events = list(points(found))
    counts = Counter((tag, step) for tag, step, _ in events)
    assert [place for place, count in counts.items() if count > 1] == []
    assert_same_events(events, list(points(expected)))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    """The run that nobody killed, and how many seconds it took."""
    logdir = tmp_path_factory.mktemp("whole")
    began = time.perf_counter()
    assert not is_killed(train(*RECIPE, "--logdir", logdir), seconds=600)
    (folder,) = runs(logdir)
    return folder, time.perf_counter() - began


@pytest.mark.slow
def test_twenty_kills_at_random_moments_change_nothing(
    tmp_path: Path, whole: tuple[Path, float]
) -> None:
    expected, seconds = whole
    moments = random.Random(0)  # noqa: S311 - any moments will do
    kills = 0
    finished: list[Path] = []
    while kills < KILLS:
        logdir = tmp_path / str(len(finished))
        command = train(*RECIPE, "--logdir", logdir)
        while kills < KILLS and is_killed(command, moments.uniform(0, 0.75 * seconds)):
            kills += 1
            for recipe in logdir.glob("*/recipe.toml"):
                command = resume(recipe.parent)
        finished += [recipe.parent for recipe in logdir.glob("*/recipe.toml")]
    assert not is_killed(command, seconds=600)
    for folder in finished:
        assert_same_run(folder, expected)


DIES = """
import os, signal, sys, time
import kb_engine.training.safety._checkpoint as checkpoint
import keras
from kb.main import main
from kb_engine import Result
from kb_tensorboard.writing._writer import EventWriter

moment = sys.argv.pop(1)

def before(owner, name, action):
    function = getattr(owner, name)
    setattr(owner, name, lambda *given, **named: (action(*given), function(*given, **named))[1])

def after(owner, name, action):
    function = getattr(owner, name)
    setattr(owner, name, lambda *given, **named: (function(*given, **named), action(*given))[1])

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

if moment == "while events are behind":
    before(EventWriter, "_make", lambda *_: time.sleep(0.1))
    after(checkpoint, "save", lambda folder, saved: saved.epoch == 3 and die())
elif moment == "at the last checkpoint":
    after(checkpoint, "save", lambda folder, saved: saved.stopped and die())
elif moment == "after the last event":
    after(EventWriter, "close", lambda writer: writer._files and die())
elif moment == "while the model is written":
    after(keras.Model, "save", die)
elif moment == "before the result":
    before(Result, "write", die)
sys.argv[0] = "kb"
main()
"""


@pytest.mark.slow
def test_kills_at_the_worst_moments_change_nothing(
    tmp_path: Path, whole: tuple[Path, float]
) -> None:
    expected, _ = whole
    command = train(*RECIPE, "--logdir", tmp_path)
    for moment in (
        "while events are behind",
        "at the last checkpoint",
        "after the last event",
        "while the model is written",
        "before the result",
    ):
        process = python("-c", DIES, moment, *command[1:])
        assert process.returncode == -signal.SIGKILL, f"{moment}: {process.stderr}"
        (folder,) = runs(tmp_path)
        command = resume(folder)
    assert not is_killed(command, seconds=600)
    assert_same_run(folder, expected)
