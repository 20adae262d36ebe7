"""A perceptron with shortcuts."""

from collections.abc import Callable

import keras
import numpy as np
import pytest
from kb_keras.architectures.residual_mlp import ResidualMLP
from kb_registry import Blocks, DataSpec

Recipe = Callable[..., Blocks]


def test_names_say_where_a_layer_stands(recipe: Recipe, table: DataSpec) -> None:
    model = ResidualMLP(depth=1, width=8).build(recipe("prelu", "batch_norm", "dropout"), table)
    first = ["block_1_1_norm", "block_1_1_act", "block_1_1", "block_1_1_drop"]
    second = [name.replace("1_1", "1_2") for name in first]
    assert [layer.name for layer in model.layers] == [
        *("input", "input_norm", "stem"),
        *first,
        *second,
        *("block_1_add", "final_norm", "final_act", "output"),
    ]


def test_branches_that_put_out_nothing_leave_the_way_along_the_sums(
    recipe: Recipe, table: DataSpec
) -> None:
    model = ResidualMLP(depth=5, width=8).build(recipe("prelu"), table)
    for index in range(1, 6):
        last = model.get_layer(f"block_{index}_2")
        last.set_weights([np.zeros_like(weight) for weight in last.get_weights()])
    sums = keras.Model(
        model.input, [model.get_layer("stem").output, model.get_layer("block_5_add").output]
    )
    before, after = sums(np.ones((2, 13), np.float32))
    np.testing.assert_array_equal(before, after)


@pytest.mark.parametrize("depth", [5, pytest.param(50, marks=pytest.mark.slow)])
def test_gradients_reach_the_first_layer_however_deep(
    recipe: Recipe, table: DataSpec, depth: int
) -> None:
    import tensorflow as tf

    model = ResidualMLP(depth=depth, width=16).build(recipe("he_normal", "batch_norm"), table)
    x = np.random.default_rng(0).normal(size=(64, 13)).astype(np.float32)
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(model(x, training=True) ** 2)
    gradient = tape.gradient(loss, model.get_layer("stem").kernel.value)
    assert np.abs(gradient).max() > 1e-4
