"""A run keeps what each layer did when its training had ended."""

from pathlib import Path

import keras
import numpy as np
import pytest
from kb_engine import FailedRunError, Recipe, TrainedRun, train
from kb_engine.runs._layer_health import MOST, LayerHealth, read_layers, write_layers
from kb_engine.sessions._layer_health import layer_health
from kb_registry import Split

QUICK = {"data": "digits", "arch": "mlp(units=[16,8])", "epochs": 1, "callback": "none"}


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> TrainedRun:
    return train(Recipe.from_choices(QUICK), tmp_path_factory.mktemp("logs"))


def test_every_layer_with_a_kernel_or_an_activation_is_kept(trained: TrainedRun) -> None:
    layers = {each.layer: each for each in read_layers(trained.run.folder)}
    assert list(layers) == ["hidden_1", "hidden_1_act", "hidden_2", "hidden_2_act", "output"]
    assert all((layers[name].gradient or 0) > 0 for name in ("hidden_1", "hidden_2", "output"))
    assert layers["hidden_1_act"].gradient is None
    assert layers["hidden_1_act"].dead is not None


def test_a_gradient_is_that_of_the_mean_loss() -> None:
    """Of a linear model with squared errors, written out."""
    random = np.random.default_rng(0)
    x = random.normal(size=(64, 3)).astype("float32")
    y = random.normal(size=(64, 1)).astype("float32")
    model = keras.Sequential([keras.layers.Input((3,)), keras.layers.Dense(1, name="only")])
    model.compile("sgd", keras.losses.MeanSquaredError())
    kernel, bias = model.get_weights()
    expected = float(np.linalg.norm(2 * x.T @ (x @ kernel + bias - y) / 64))
    (only,) = layer_health(model, Split(x, y))
    assert only.gradient == pytest.approx(expected, rel=1e-4)
    assert only.ratio == pytest.approx(expected / np.linalg.norm(kernel), rel=1e-4)


def test_looking_leaves_running_statistics_alone() -> None:
    layers = [keras.layers.Input((3,)), keras.layers.BatchNormalization(), keras.layers.Dense(1)]
    model = keras.Sequential(layers)
    model.compile("sgd", "mse")
    before = [weight.copy() for weight in model.get_weights()]
    assert layer_health(model, Split(np.ones((64, 3), "float32"), np.ones((64, 1), "float32")))
    for was, now in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(was, now)


def test_a_model_that_cant_be_looked_at_costs_only_the_layers() -> None:
    class Fussy(keras.layers.Layer):
        def call(self, inputs: object, training: bool = False) -> object:  # noqa: FBT001, FBT002
            if training:
                raise ValueError("Not like this.")
            return inputs

    model = keras.Sequential([keras.layers.Input((3,)), Fussy(), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    assert layer_health(model, Split(np.ones((4, 3), "float32"), np.ones((4, 1), "float32"))) == []


def test_a_run_that_failed_keeps_them_too(tmp_path: Path) -> None:
    with pytest.raises(FailedRunError):
        train(Recipe.from_choices({**QUICK, "opt": "sgd(1e30)"}), tmp_path)
    (path,) = tmp_path.glob("*/layers.json")
    assert read_layers(path.parent)


def test_what_isnt_finite_is_none_and_there_is_a_bound(tmp_path: Path) -> None:
    many = [LayerHealth(f"layer_{number}", gradient=float("nan")) for number in range(MOST + 1)]
    write_layers(tmp_path, many)
    kept = read_layers(tmp_path)
    assert len(kept) == MOST
    assert kept[0] == LayerHealth("layer_0")


@pytest.mark.parametrize("text", ["", "[]", '{"layers": [1]}', '{"format": 99, "layers": []}'])
def test_a_file_that_cant_be_read_is_no_layers(tmp_path: Path, text: str) -> None:
    assert read_layers(tmp_path) == []
    (tmp_path / "layers.json").write_text(text)
    assert read_layers(tmp_path) == []
