"""LSUV: Mishkin & Matas 2016."""

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from kb_engine import Recipe, train
from kb_keras.activations.rectifiers import ReLU
from kb_keras.architectures.cnn import CNN
from kb_keras.architectures.deep_mlp import DeepMLP
from kb_keras.datasets.pictures.digits import Digits
from kb_papers.lsuv import LSUV
from kb_registry import Activation, Architecture, Blocks, RunContext, Splits


@pytest.fixture(scope="module")
def splits() -> Splits:
    return Digits().load(seed=0)


def run(tmp_path: Path, splits: Splits | None) -> RunContext:
    return RunContext(tmp_path, recipe={}, choices={}, environment={}, data=splits)


def started(
    architecture: Architecture, callback: keras.callbacks.Callback, splits: Splits
) -> keras.Model:
    """A model as it is before the first step."""
    model = architecture.build(Blocks({Activation: ReLU()}, seed=1), splits.spec)
    model.compile("sgd", "sparse_categorical_crossentropy")
    callback.set_model(model)
    callback.on_train_begin()
    return model


@pytest.mark.parametrize(
    "architecture", [DeepMLP(10, 50), CNN(filters=(4, 8))], ids=["dense", "convolutions"]
)
def test_every_layer_puts_out_variance_1_within_the_tolerance(
    tmp_path: Path, splits: Splits, architecture: Architecture
) -> None:
    """The paper's algorithm 1 with its tolerance of 0.1."""
    model = started(architecture, LSUV().build(run(tmp_path, splits)), splits)
    layers = [layer for layer in model.layers if hasattr(layer, "kernel")][:-1]
    outputs = keras.Model(model.input, [layer.output for layer in layers])(splits.train.x[:1024])
    variances = [float(np.var(output)) for output in outputs]
    np.testing.assert_allclose(variances, 1, atol=0.1)


def test_kernels_are_orthogonal_up_to_a_factor(tmp_path: Path, splits: Splits) -> None:
    model = started(DeepMLP(2, 50), LSUV().build(run(tmp_path, splits)), splits)
    kernel = model.get_layer("hidden_2").kernel.numpy()
    product = kernel.T @ kernel
    np.testing.assert_allclose(product / product[0, 0], np.eye(50), atol=1e-4)


def test_a_run_that_goes_on_is_left_alone(tmp_path: Path, splits: Splits) -> None:
    callback = LSUV().build(run(tmp_path, splits))
    model = started(DeepMLP(2, 5), callback, splits)
    model.train_on_batch(splits.train.x[:32], splits.train.y[:32])
    weights = model.get_weights()
    callback.on_train_begin()
    for before, after in zip(weights, model.get_weights(), strict=True):
        np.testing.assert_array_equal(before, after)


def test_a_model_that_is_built_and_not_trained_is_left_alone(
    tmp_path: Path, splits: Splits
) -> None:
    callback = LSUV().build(run(tmp_path, None))
    untouched = DeepMLP(2, 5).build(Blocks({Activation: ReLU()}, seed=1), splits.spec)
    model = started(DeepMLP(2, 5), callback, splits)
    for before, after in zip(untouched.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_array_equal(before, after)


@pytest.mark.slow
def test_each_run_draws_kernels_of_its_own(tmp_path: Path) -> None:
    def first_kernel(seed: int) -> Any:
        choices = {"arch": "mlp(units=[9])", "callback": ["none", "lsuv"], "opt": "sgd:1e-9"}
        recipe = Recipe.from_choices({**choices, "epochs": 1, "seed": seed})
        kernel = train(recipe, tmp_path).model.get_layer("hidden_1").kernel.numpy()
        return kernel / np.linalg.norm(kernel)  # its scale follows from the samples

    np.testing.assert_array_equal(first_kernel(1), first_kernel(1))
    assert not np.allclose(first_kernel(1), first_kernel(2), atol=0.01)
