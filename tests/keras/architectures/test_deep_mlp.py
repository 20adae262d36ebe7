"""A perceptron of many layers: what the notebook's cells 10 and 11 show."""

from collections.abc import Callable

import keras
import numpy as np
import pytest
from kb_keras.activations.exponential import SELU
from kb_keras.activations.rectifiers import ReLU
from kb_keras.architectures.deep_mlp import DeepMLP
from kb_keras.initializers import LecunNormal
from kb_registry import Activation, Blocks, DataSpec, Initializer

Recipe = Callable[..., Blocks]


def test_fifty_hidden_layers_of_a_hundred_neurons(recipe: Recipe, images: DataSpec) -> None:
    model = DeepMLP().build(recipe(), images)
    dense = [layer for layer in model.layers if isinstance(layer, keras.layers.Dense)]
    assert [layer.units for layer in dense] == [100] * 50 + [10]
    assert [layer.name for layer in dense][::50] == ["hidden_1", "output"]
    assert model.name == "deep_mlp"


def test_the_notebook_puts_a_wider_layer_in_front(recipe: Recipe, images: DataSpec) -> None:
    model = DeepMLP(first=300).build(recipe(), images)
    assert model.count_params() == 235500 + 30100 + 49 * 10100 + 1010


@pytest.mark.slow
def test_signals_survive_fifty_layers_with_selu_and_die_out_with_relu(images: DataSpec) -> None:
    """Klambauer et al. 2017: selu and lecun_normal keep mean 0 and variance 1."""

    def last_deviation(activation: Activation) -> float:
        blocks = Blocks({Activation: activation, Initializer: LecunNormal()}, seed=1)
        model = DeepMLP().build(blocks, images)
        last = keras.Model(model.input, model.get_layer("hidden_50_act").output)
        x = np.random.default_rng(0).normal(size=(500, 28, 28)).astype(np.float32)
        return float(np.std(last(x)))

    assert 0.7 < last_deviation(SELU()) < 1.3
    assert last_deviation(ReLU()) < 1e-6
