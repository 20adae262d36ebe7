"""What a training shows meanwhile: on a terminal, in a pipe, to a program."""

import io
import json
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from kb.render import progress
from kb_engine.training import fit
from rich.console import Console

from tests.shell import kb, runs


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What is shown on a terminal of 80 columns, redrawn whenever there is something new."""
    shown = io.StringIO()
    console = Console(file=shown, force_terminal=True, width=80, color_system=None)
    monkeypatch.setattr(progress, "err", console)
    monkeypatch.setattr(progress, "REDRAW_SECONDS", 0.0)
    return shown


def train(*callbacks: keras.callbacks.Callback, **changes: Any) -> None:
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, "softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
    data = np.ones((20, 3), "float32"), np.zeros(20)
    arguments = {"epochs": 2, "batch_size": 8, "seed": 0, "validation": data, **changes}
    fit(model, data, **arguments, callbacks=[*callbacks])


def test_a_terminal_shows_where_training_is(terminal: io.StringIO) -> None:
    with progress.progress_bar() as bar:
        train(bar)
    shown = terminal.getvalue()
    assert "epoch 2/2" in shown
    assert "step 2/3" in shown
    assert "step 3/3" in shown
    assert "samples/s" in shown
    assert "left" in shown
    last = shown[shown.rindex("samples/s") :]
    assert last.index("loss") < last.index("accuracy") < last.index("val_loss")


def test_a_resumed_training_is_shown_where_it_goes_on(terminal: io.StringIO) -> None:
    with progress.progress_bar() as bar:
        train(bar, epochs=9, initial_epoch=8)
    assert "epoch 9/9" in terminal.getvalue()
    assert "epoch 1/9" not in terminal.getvalue()


def test_a_training_that_fails_gives_the_cursor_back(terminal: io.StringIO) -> None:
    def show_and_fail() -> None:
        with progress.progress_bar() as bar:
            train(bar)
            raise ArithmeticError

    with pytest.raises(ArithmeticError):
        show_and_fail()
    hidden, shown = "\x1b[?25l", "\x1b[?25h"
    assert terminal.getvalue().rindex(shown) > terminal.getvalue().rindex(hidden)


def test_a_program_is_told_of_every_epoch(capsys: pytest.CaptureFixture[str]) -> None:
    train(progress.JsonLines())
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["epoch"] for line in lines] == [1, 2]
    assert [line["step"] for line in lines] == [3, 6]
    for line in lines:
        assert line["samples_per_second"] * line["seconds"] > 20  # which includes validation
        assert {"loss", "accuracy", "val_loss", "val_accuracy"} < set(line)


class PerClass(keras.callbacks.Callback):
    """Puts into the log what a metric with a number per class does, and one that is infinite."""

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        assert logs is not None
        logs["f1"] = np.asarray([0.5, np.nan], "float32")
        logs["gap"] = float("inf")


def test_a_program_is_told_each_number_and_none_that_json_lacks(
    capsys: pytest.CaptureFixture[str],
) -> None:
    train(PerClass(), progress.JsonLines())
    for line in capsys.readouterr().out.splitlines():
        told = json.loads(line, parse_constant=pytest.fail)
        assert (told["f1/0"], told["f1/1"]) == (0.5, None)
        assert told["gap"] is None


def test_a_terminal_shows_all_numbers_of_a_metric(terminal: io.StringIO) -> None:
    with progress.progress_bar() as bar:
        train(PerClass(), bar)
    assert "f1/0 0.5000  f1/1 nan" in terminal.getvalue()


def test_every_line_for_a_program_is_an_object_and_the_last_is_the_result(tmp_path: Path) -> None:
    trained = kb("train", "--epochs", "2", "--json", "--logdir", tmp_path)
    *epochs, result = map(json.loads, trained.stdout.splitlines())
    assert [line["epoch"] for line in epochs] == [1, 2]
    assert Path(result["folder"]).parent == tmp_path
    assert result["history"]["loss"] == [line["loss"] for line in epochs]


def test_quiet_prints_the_folder_for_scripts(tmp_path: Path) -> None:
    trained = kb("train", "--epochs", "1", "--quiet", "--logdir", tmp_path)
    (run,) = runs(tmp_path)
    assert trained.stdout == f"{run}\n"
    assert trained.stderr == ""
