"""`kb demo`, in this process."""

import signal
from contextlib import nullcontext
from pathlib import Path

import keras
import pytest
from kb.commands.demo import RECIPES
from kb.main import app
from kb.render.comparison import comparison, what_differs
from kb_engine import Recipe, Result, Run, TrainedRun
from kb_engine.comparison import compare
from rich.console import Console
from typer.testing import CliRunner

from tests.engine.comparison.pretended import pretend, runs_in
from tests.shell import runs


def test_a_comparison_fits_a_terminal_of_80_columns(capsys: pytest.CaptureFixture[str]) -> None:
    recipe = Recipe.from_choices(RECIPES[2])
    scores = {"validation": {"loss": 0.25, "accuracy": 0.9}, "test": {"loss": 0.25, "accuracy": 1}}
    result = Result("trained", 50_610, 2.0, {}, {}, scores, {"test": 359})
    run = TrainedRun(Run(recipe, Path("logs/one")), result, keras.Sequential())
    Console(width=80, color_system=None).print(comparison([run]))
    printed = capsys.readouterr().out
    assert "…" not in printed
    words = "selu alpha_dropout lecun_normal sgd 0.2500 1.000 0.989 to 1.000 50,610 2.0"
    assert set(words.split()) <= set(printed.split())
    assert "0.989 to 1.000" in printed


def test_single_runs_are_told_apart_as_networks_and_not_as_recipes(tmp_path: Path) -> None:
    pretend(tmp_path, None, hits=[True] * 40 + [False] * 20, act="relu")
    pretend(tmp_path, None, hits=[True] * 58 + [False] * 2, act="selu")
    pretend(tmp_path, None, hits=[True] * 57 + [False] * 3, act="elu")
    said = what_differs(compare(runs_in(tmp_path), "act")).plain
    assert "Overlapping intervals don't mean that networks can't be told apart" in said
    assert "The two networks of relu and selu differ on these test samples (p <0.001)" in said
    assert "The two networks of elu and selu can't be told apart" in said
    assert "whether the recipes do takes more seeds" in said


def test_ctrl_c_ends_the_demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Impatience(keras.callbacks.Callback):
        def on_epoch_end(self, epoch: int, logs: object = None) -> None:
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr("kb.render.progress.progress_bar", lambda: nullcontext(Impatience()))
    done = CliRunner().invoke(app, ["demo", "--logdir", str(tmp_path)])
    assert done.exit_code == 130
    (folder,) = runs(tmp_path)
    assert f"what was learned until then is in {folder}" in done.output
