"""Models of Keras' own blocks load where only Keras is installed."""

import json
import zipfile
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from kb_keras.activations._function import ActivationFunction
from kb_keras.activations.distributions import GLU, Sparsemax
from kb_keras.activations.exponential import CELU
from kb_registry import Activation, Dropout, LayerBlock, Normalization

from tests.keras.inventory import Registered, identify, registered
from tests.preloaded import python

OWN = {GLU, Sparsemax}
"""What is a layer of this package, since Keras' own is at fault."""

LAYERS = [found for found in registered() if issubclass(found.cls, LayerBlock)]

LOAD_WITHOUT_THIS_PROJECT = """
import sys
sys.modules["kb_keras"] = sys.modules["kb_registry"] = None
import keras, numpy
model = keras.saving.load_model(sys.argv[1])
numpy.save(sys.argv[2], model(numpy.load(sys.argv[3])))
"""


def shape_for(found: Registered) -> tuple[int, ...]:
    """A sample that the layer accepts."""
    axes = {"spatial_dropout_1d": 1, "spatial_dropout_2d": 2, "spatial_dropout_3d": 3}
    return (2,) * axes.get(found.name, 0) + (4,)


def branch(found: Registered, inputs: Any) -> Any:
    """The layer behind a dense layer, flattened to a branch of a model."""
    layer = found.example().build()  # type: ignore[attr-defined]  # LAYERS are blocks
    layer.name = found.name
    shape = shape_for(found)
    x = keras.layers.Dense(int(np.prod(shape)))(inputs)
    return keras.layers.Flatten()(layer(keras.layers.Reshape(shape)(x)))


@pytest.fixture(scope="module")
def model() -> Any:
    """A model with each activation, normalization and dropout that Keras alone can load."""
    keras.utils.set_random_seed(0)
    inputs = keras.Input((4,))
    once = {found.cls: found for found in LAYERS if found.cls not in OWN}
    merged = keras.layers.Concatenate()([branch(found, inputs) for found in once.values()])
    return keras.Model(inputs, keras.layers.Dense(1)(merged))


def test_a_model_of_all_layers_loads_without_this_project(model: Any, tmp_path: Path) -> None:
    samples = np.random.default_rng(0).normal(size=(5, 4)).astype("float32")
    saved, given, predicted = (tmp_path / n for n in ("model.keras", "x.npy", "y.npy"))
    model.save(saved)
    np.save(given, samples)
    loaded = python("-c", LOAD_WITHOUT_THIS_PROJECT, saved, predicted, given)
    assert loaded.returncode == 0, loaded.stderr
    np.testing.assert_array_equal(np.load(predicted), model(samples))


def test_a_saved_model_names_no_module_of_this_project(model: Any, tmp_path: Path) -> None:
    model.save(tmp_path / "model.keras")
    config = zipfile.ZipFile(tmp_path / "model.keras").read("config.json").decode()
    assert "kb_" not in config
    assert len(LAYERS) > 40


@pytest.mark.parametrize("found", LAYERS, ids=identify)
def test_a_layer_states_the_shape_of_its_output(found: Registered) -> None:
    layer = found.example().build()  # type: ignore[attr-defined]  # LAYERS are blocks
    samples = np.ones((3, *shape_for(found)), "float32")
    stated = layer(keras.KerasTensor((3, *shape_for(found)))).shape
    assert tuple(layer(samples).shape) == stated


@pytest.mark.parametrize("component", [GLU(), Sparsemax()])
def test_layers_of_this_package_come_back_with_it(
    component: GLU | Sparsemax, tmp_path: Path
) -> None:
    model = keras.Sequential([keras.Input((6,)), component.build()])
    model.save(tmp_path / "own.keras")
    loaded = keras.saving.load_model(tmp_path / "own.keras")
    samples = np.random.default_rng(0).normal(size=(3, 6))
    np.testing.assert_array_equal(loaded(samples), model(samples))


def test_glu_halves_its_axis() -> None:
    assert keras.Sequential([keras.Input((6,)), GLU().build()]).output_shape == (None, 3)


def test_an_activation_with_parameters_is_saved_alike_in_every_model() -> None:
    configs = [CELU(2.0).build().get_config()["activation"] for _ in range(2)]
    assert json.dumps(configs[0]) == json.dumps(configs[1])
    assert configs[0]["config"] == {"name": "celu", "alpha": 2.0}


def test_an_activation_without_parameters_is_saved_by_its_name() -> None:
    for found in LAYERS:
        if issubclass(found.cls, ActivationFunction) and not found.cls.parameters():
            config = found.cls().build().get_config()
            assert config["activation"] == found.cls.function


def test_every_kind_of_layer_is_among_the_layers() -> None:
    assert {found.kind for found in LAYERS} == {Activation, Normalization, Dropout}
