"""`kb evaluate` from a shell."""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from kb_engine import Recipe, train
from kb_engine.prediction import load, mc_predict
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from tests.shell import kb

RECIPE = {"arch": "mlp(units=[16])", "drop": "dropout:0.3", "epochs": 2, "callback": []}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return train(Recipe.from_choices(RECIPE), tmp_path_factory.mktemp("logs")).run.folder


def evaluated(*arguments: str | Path) -> Any:
    ran = kb("evaluate", *arguments, "--json")
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def test_scores_are_those_that_training_ended_with(run: Path) -> None:
    found = evaluated(run)
    loaded = load(run)
    assert found["metrics"] == pytest.approx(loaded.result.scores["test"])
    assert found["scores"]["accuracy"]["value"] == pytest.approx(found["metrics"]["accuracy"])
    assert found["samples"] == sum(map(sum, found["scores"]["confusion"])) == 359
    assert -found["scores"]["log_likelihood"]["value"] == pytest.approx(found["metrics"]["loss"])


def test_random_networks_and_a_picture(run: Path, tmp_path: Path) -> None:
    picture = tmp_path / "test.svg"
    ran = kb("evaluate", run, "--mc", "20", "--split", "validation", "--plot", picture)
    assert ran.returncode == 0, ran.stderr
    assert "20 random networks: standard deviation" in ran.stdout
    assert "is \\ taken for" in ran.stdout
    assert "reliability" in picture.read_text("utf-8")
    assert "most uncertain" in picture.read_text("utf-8")


def test_the_most_uncertain_samples_are_those_of_the_largest_entropy(run: Path) -> None:
    found = evaluated(run, "--mc", "20")["monte_carlo"]["uncertain"]
    loaded = load(run)
    part = loaded.data.test
    doubt = mc_predict(loaded.model, part.x[:], 20)
    assert doubt.entropy is not None
    largest = np.sort(doubt.entropy)[::-1][:16]
    assert [each["entropy"] for each in found] == pytest.approx(largest.tolist(), rel=1e-4)
    for each in found:
        assert each["truth"] == str(part.y[each["row"]])
        assert each["entropy"] == pytest.approx(doubt.entropy[each["row"]], rel=1e-4)
        mean = doubt.mean[each["row"]]
        assert each["probability"] == pytest.approx(mean[int(each["prediction"])], rel=1e-4)
        assert each["probability"] == pytest.approx(mean.max(), rel=1e-4)


def test_tensorboard_shows_both_in_one_chart_and_the_last_evaluation_alone(
    run: Path, tmp_path: Path
) -> None:
    copied = shutil.copytree(run, tmp_path / "run")
    for networks in ("10", "20"):
        found = evaluated(copied, "--mc", networks, "--tensorboard")
    steps = 2 * 40  # epochs of 1,258 samples
    for name, scores in (
        ("one_network", found["scores"]),
        ("random_networks", found["monte_carlo"]["scores"]),
    ):
        events = EventAccumulator(str(copied / "evaluation" / "test" / name)).Reload()
        (point,) = events.Scalars("evaluation/accuracy")
        assert point.step == steps
        assert point.value == pytest.approx(scores["accuracy"]["value"])
    tags = EventAccumulator(str(copied / "evaluation" / "test" / "one_network")).Reload().Tags()
    assert {"evaluation/scores", "evaluation/most_uncertain"} <= {*tags["images"], *tags["tensors"]}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--split", "tset"], "There is no part 'tset'"),
        (["--mc", "many"], "--mc takes a number of networks, not 'many'"),
        (["--mc", "0"], "The number of networks is 0"),
        (["--plot", "plot.gif"], "plot.gif isn't a picture"),
    ],
)
def test_what_cant_be_done_is_said(run: Path, arguments: list[str], message: str) -> None:
    ran = kb("evaluate", run, *arguments)
    assert ran.returncode == 2
    assert message in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_run_that_isnt_finished_is_said_to_be_so(run: Path, tmp_path: Path) -> None:
    unfinished = tmp_path / "unfinished"
    unfinished.mkdir()
    (unfinished / "recipe.toml").write_bytes((run / "recipe.toml").read_bytes())
    ran = kb("evaluate", unfinished)
    assert ran.returncode == 2
    assert "has no result: it was killed" in ran.stderr
    assert "resume" in ran.stderr
