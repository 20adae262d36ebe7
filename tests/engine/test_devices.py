"""A run on several devices: two parts of one CPU, since not every machine has two GPUs."""

import json
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import keras
import pytest
from kb_engine import Recipe, RecipeError, Run, train
from kb_engine.models._devices import Placement
from kb_papers.optimizers.lookahead import Lookahead
from kb_registry import OmitOption, SetOption

from tests.preloaded import python
from tests.shell import kb, runs

PROGRAM = """
import json, signal, sys
from pathlib import Path
import keras, numpy as np, tensorflow as tf

[cpu] = tf.config.list_physical_devices("CPU")
tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)

from kb_engine import FailedRunError, Recipe, Run, resume, train

class StopAfterTwoEpochs(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        if epoch == 1:
            signal.raise_signal(signal.SIGINT)

logdir = Path(sys.argv[1])
recipe = Recipe.from_choices(
    {"arch": "mlp(units=[16])", "opt": "nadam", "batch_size": 34, "epochs": 3, "reg": "l2"}
)
runs = {"one": train(recipe, logdir), "all": train(recipe, logdir, devices="all")}
stopped = train(recipe, logdir, [StopAfterTwoEpochs()], devices="all")
runs["resumed"] = resume(stopped.run.folder)
random = {"norm": "batch_norm", "drop": "dropout:0.2", "init": "he_normal"}
runs["random"] = train(Recipe.from_choices({**random, "epochs": 3}), logdir, devices="all")

class LoseItAfterAnEpoch(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        if epoch == 1:
            self.model.optimizer.learning_rate = 1e30

hints, finite = [], []
for observers, rate in (([LoseItAfterAnEpoch()], 0.01), ([], 1e30)):
    failing = Recipe.from_choices({**random, "opt": f"sgd:learning_rate={rate}", "epochs": 3})
    try:
        train(failing, logdir / "failing", observers, devices="all")
    except FailedRunError as error:
        hints.append(error.hint)
for recipe in (logdir / "failing").glob("*/recipe.toml"):
    weights = Run.open(recipe.parent).load().get_weights()
    finite.append(all(np.isfinite(weight).all() for weight in weights))
told = {
    name: {
        "history": run.history,
        "scores": run.result.scores,
        "devices": run.result.devices,
        "compilation": run.result.compilation["reason"],
        "same": all(
            np.array_equal(one, other)
            for one, other in zip(run.model.get_weights(), runs["all"].model.get_weights())
        ),
        "loads": float(np.abs(run.run.load().get_weights()[0] - run.model.get_weights()[0]).max()),
    }
    for name, run in runs.items()
}
print(json.dumps({**told, "hints": hints, "finite": finite}))
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What four trainings on two logical devices gave."""
    done = python("-c", PROGRAM, tmp_path_factory.mktemp("logs"))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.slow
def test_the_record_says_what_was_trained_on(told: Any) -> None:
    assert told["one"]["devices"] == "CPU:0"
    assert told["all"]["devices"] == "CPU:0, CPU:1; MirroredStrategy splits every batch"
    assert told["all"]["compilation"].startswith("MirroredStrategy splits batches")


@pytest.mark.slow
def test_two_devices_learn_what_one_learns(told: Any) -> None:
    for metric, expected in told["one"]["history"].items():
        assert told["all"]["history"][metric] == pytest.approx(expected, rel=1e-4), metric
    for split, scores in told["one"]["scores"].items():
        assert told["all"]["scores"][split] == pytest.approx(scores, rel=1e-4), split


@pytest.mark.slow
def test_a_run_resumes_on_the_devices_it_was_begun_on(told: Any) -> None:
    assert told["resumed"]["devices"] == told["all"]["devices"]
    assert told["resumed"]["history"] == told["all"]["history"]
    assert told["resumed"]["same"]


@pytest.mark.slow
def test_a_failed_run_says_which_model_it_kept(told: Any) -> None:
    later, at_once = told["hints"]
    assert later.startswith("The model as it was after epoch 1 is in ")
    assert at_once.startswith("The model as it was before the first step is in ")
    assert told["finite"] == [True, True]


@pytest.mark.slow
def test_layers_with_noise_and_moving_statistics_train_on_two_devices(told: Any) -> None:
    losses = told["random"]["history"]["loss"]
    assert losses[-1] < losses[0]
    assert told["random"]["loads"] == 0


def test_all_devices_may_be_a_single_one(tmp_path: Path) -> None:
    recipe = Recipe.from_choices({"arch": "mlp(units=[16])", "epochs": 1, "callback": "none"})
    alone, every = train(recipe, tmp_path), train(recipe, tmp_path, devices="all")
    assert every.result.devices.endswith("all were asked for, and this is the only one")
    assert every.history == alone.history
    assert Run.open(every.run.folder).devices == "all"


@pytest.mark.parametrize(
    ("batch_size", "samples", "largest"),
    [(32, 90, 32), (33, 90, 32), (32, 97, 30), (100, 90, 100), (100, 91, 88), (1, 90, 0)],
)
def test_every_device_gets_a_part_of_every_batch(
    batch_size: int, samples: int, largest: int
) -> None:
    placement = Placement(nullcontext(), "GPU:0, GPU:1", 2)
    assert placement.largest_batch(batch_size, samples) == largest
    if largest == batch_size:
        placement.check_batches(batch_size, samples)
    else:
        with pytest.raises(RecipeError, match="can't share") as refused:
            placement.check_batches(batch_size, samples)
        *fitting, alone = refused.value.suggestions
        assert fitting == ([SetOption("batch_size", largest)] if largest else [])
        assert alone == OmitOption("devices")


@pytest.mark.parametrize("devices", [1, 2])
@pytest.mark.parametrize(
    ("optimizer", "accumulates"),
    [
        (keras.optimizers.Adam(), False),
        (keras.optimizers.Adam(gradient_accumulation_steps=2), True),
        (keras.optimizers.LossScaleOptimizer(keras.optimizers.SGD()), False),
        (Lookahead(keras.optimizers.SGD(gradient_accumulation_steps=4)), True),
    ],
)
def test_several_devices_dont_accumulate_gradients(
    optimizer: keras.optimizers.Optimizer, *, accumulates: bool, devices: int
) -> None:
    placement = Placement(nullcontext(), "", devices)
    refused = accumulates and devices > 1
    with pytest.raises(RecipeError, match="can't accumulate") if refused else nullcontext():
        placement.check_optimizer(optimizer)


def test_a_resumed_run_keeps_its_devices(tmp_path: Path) -> None:
    failed = kb("resume", tmp_path, "--devices", "all")
    assert failed.returncode == 2
    assert "No such option: --devices" in failed.stderr
    assert not runs(tmp_path)
