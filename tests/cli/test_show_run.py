"""`kb show RUN`: what a run is, how it ended, what it learned."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from kb.main import app
from kb_engine import FailedRunError, Recipe, Run, train
from kb_engine.runs.store import Failure
from kb_registry import KerasBlocksError
from typer.testing import CliRunner

from tests.preloaded import unmeasured
from tests.shell import kb

RECIPE = {
    "arch": "mlp(units=[16])",
    "act": "prelu",
    "norm": "batch_norm",
    "drop": "dropout:0.3",
    "epochs": 3,
    "callback": "none",
}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return train(Recipe.from_choices(RECIPE), tmp_path_factory.mktemp("logs")).run.folder


def shown(*arguments: str | Path, width: int = 80) -> str:
    done = CliRunner(env={"COLUMNS": str(width)}).invoke(
        app, ["show", *map(str, arguments)], catch_exceptions=False
    )
    assert done.exit_code == 0, done.output
    return done.output


def refusal(*arguments: str | Path) -> str:
    with pytest.raises(KerasBlocksError) as caught:
        CliRunner().invoke(app, ["show", *map(str, arguments)], catch_exceptions=False)
    return str(caught.value)


def test_a_run_says_what_it_is_how_it_ended_and_how_to_repeat_it(run: Path) -> None:
    page = kb("show", run)
    assert page.returncode == 0, page.stderr
    for words in (
        f"{run.name}  (trained)",
        "3 epochs in ",
        "digits: samples of 8 x 8, 10 classes",
        "dropout:rate=0.3",
        "keras 3.",
        f"kb train --recipe {run}/recipe.toml",
    ):
        assert words in page.stdout
    assert page.stdout.count("1,258") == 1


def test_a_name_under_a_log_directory_is_enough(run: Path) -> None:
    by_folder, by_name = shown(run), shown(run.name, "--logdir", run.parent)
    assert by_name == by_folder


def test_curves_are_drawn_from_80_columns_on_and_in_a_pipe(run: Path) -> None:
    for width in (80, 160):
        drawn = kb("show", run, "--curves") if width == 80 else None
        lines = (drawn.stdout if drawn else shown(run, "--curves", width=width)).splitlines()
        assert max(map(len, lines)) <= 120
        assert sum(line.startswith(("loss: training", "accuracy: training")) for line in lines) == 2
        ticks = [line for line in lines if line.split() == ["1", "2", "3"]]
        assert len(ticks) == 2


def test_weights_are_listed_by_layer_as_in_the_model(run: Path) -> None:
    model = Run.open(run).load()
    facts = json.loads(shown(run, "--weights", "--json"))["weights"]
    by_tag = {f"{each['layer']}/{each['name']}": each for each in facts}
    assert len(by_tag) == len(model.weights)
    gamma, moving = by_tag["hidden_1_norm/gamma"], by_tag["hidden_1_norm/moving_variance"]
    assert (gamma["trainable"], moving["trainable"]) == (True, False)
    held = model.get_layer("hidden_1_norm").moving_variance.numpy()
    assert moving["mean"] == pytest.approx(held.mean(), rel=1e-5)
    assert moving["std"] == pytest.approx(held.std(), rel=1e-5)
    assert moving["norm"] == pytest.approx(np.linalg.norm(held), rel=1e-5)
    table = shown(run, "--weights")
    assert max(map(len, table.splitlines())) <= 80
    trainable = sum(int(np.prod(each.shape)) for each in model.trainable_weights)
    assert f"{trainable:,} trainable parameters" in table


def test_facts_hold_what_the_files_hold(run: Path) -> None:
    facts: dict[str, Any] = json.loads(shown(run, "--curves", "--json"))
    result = json.loads((run / "result.json").read_text())
    assert facts["status"] == "trained"
    assert facts["result"]["history"] == result["history"]
    assert facts["recipe"]["drop"] == {"name": "dropout", "rate": 0.3}
    assert facts["data"]["classes"] == [str(digit) for digit in range(10)]
    assert facts["sessions"][0]["keras"]
    assert "weights" not in facts


def test_a_component_comes_before_a_run_of_its_name(run: Path, tmp_path: Path) -> None:
    shutil.copytree(run, tmp_path / "selu")
    assert shown("selu", "--logdir", tmp_path).startswith("selu  (activation")
    assert "A run has this name, too: kb show" in shown("selu", "--logdir", tmp_path)
    assert shown(tmp_path / "selu").startswith("selu  (trained)")
    assert "loss: training" in shown("selu", "--curves", "--logdir", tmp_path)


def test_a_failed_run_says_why(tmp_path: Path) -> None:
    diverging = {**RECIPE, "norm": "none", "opt": "sgd:learning_rate=1e30", "act": "relu"}
    with pytest.raises(FailedRunError) as caught:
        train(Recipe.from_choices(diverging), tmp_path)
    (failed,) = tmp_path.iterdir()
    page = " ".join(shown(failed).split())
    assert f"{failed.name} (failed)" in page
    assert caught.value.message in page


def test_a_run_without_an_end_or_without_its_packages_is_shown_as_far_as_it_goes(
    run: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "killed"
    folder.mkdir()
    recipe = (run / "recipe.toml").read_text()
    (folder / "recipe.toml").write_text(recipe.replace('"prelu"', '"gone"'))
    Failure("failed", "its worker was killed five times").write(folder)
    page = shown(folder)
    assert "killed  (failed)" in page
    assert "its worker was killed five times" in page
    assert "There is no activation 'gone'" in page
    assert "act         gone" in page
    assert "TensorBoard draws them" in refusal(folder, "--curves")
    assert "holds no model" in refusal(folder, "--weights")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["selu-he_normal-00000000"], "There is no run 'selu-he_normal-00000000' in"),
        (["nope/nope"], "There is no run 'nope/nope' in"),
        (["selu", "--curves"], "There is no run 'selu' in"),
        (["nope"], "There is no component 'nope'"),
        (["selu", "--curves", "--plot", "x.png"], "--plot is about components, not about runs"),
    ],
)
def test_what_isnt_there_is_said(arguments: list[str], message: str, tmp_path: Path) -> None:
    assert message in refusal(*arguments, "--logdir", tmp_path)


@pytest.mark.parametrize("also", [[], ["--curves"], ["--json"]])
def test_a_run_is_shown_without_tensorflow(run: Path, also: list[str]) -> None:
    program = f"""
import sys
sys.argv = ["kb", "show", {str(run)!r}, *{also!r}]
try:
    from kb.main import main
    main()
finally:
    print(sorted({{"tensorflow", "keras", "numpy"}} & set(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=False,
        env=unmeasured(),
    )
    assert done.stdout.splitlines()[-1] == "[]", done.stderr
