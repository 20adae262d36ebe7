"""Fixup: Zhang, Dauphin & Ma 2019."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from kb_keras.activations.rectifiers import ReLU
from kb_keras.datasets.pictures.digits import Digits
from kb_keras.initializers import HeNormal
from kb_papers.fixup_mlp import FixupMLP
from kb_registry import Activation, Architecture, Blocks, DataSpec, Initializer, Task

TABLE = DataSpec("table", (20,), Task.CLASSIFICATION, ("a", "b", "c"))


def network(architecture: Architecture, data: DataSpec = TABLE) -> keras.Model:
    return architecture.build(Blocks({Activation: ReLU(), Initializer: HeNormal()}, seed=1), data)


def test_every_branch_and_the_output_start_at_zero() -> None:
    model = network(FixupMLP(depth=3))
    x = np.random.default_rng(0).normal(size=(8, 20)).astype(np.float32)
    np.testing.assert_allclose(model(x), 1 / 3, rtol=1e-6)
    ends = [model.get_layer(name).output for name in ("stem_act", "block_3_act")]
    before, after = keras.Model(model.input, ends)(x)
    np.testing.assert_array_equal(before, after)


@pytest.mark.parametrize("depth", [4, 25])
def test_first_layers_of_branches_are_he_normal_over_the_root_of_the_depth(depth: int) -> None:
    model = network(FixupMLP(depth=depth, width=200))
    deviation = model.get_layer("block_1_1").kernel.numpy().std()
    assert deviation == pytest.approx(np.sqrt(2 / 200) / np.sqrt(depth), rel=0.02)


def test_steps_of_the_kernels_change_the_output_by_as_much_however_deep_the_network() -> None:
    """The paper's aim: an update of size proportional to the learning rate, whatever the depth."""

    def change(depth: int) -> float:
        model = network(FixupMLP(depth))
        x = np.random.default_rng(0).normal(size=(64, 20)).astype(np.float32)
        before = model(x).numpy()
        optimizer = keras.optimizers.SGD(0.01)
        for _ in range(2):  # the first step reaches the output alone, as all else is zero
            with tf.GradientTape() as tape:
                loss = keras.losses.sparse_categorical_crossentropy(np.arange(64) % 3, model(x))
            weights = [weight for weight in model.trainable_weights if "kernel" in weight.path]
            gradients = tape.gradient(loss, [weight.value for weight in weights])
            optimizer.apply(gradients, weights)
        return float(np.abs(model(x).numpy() - before).mean())

    assert change(depth=20) == pytest.approx(change(depth=2), rel=0.02)


@pytest.mark.slow
def test_forty_blocks_learn_without_a_normalization() -> None:
    keras.utils.set_random_seed(0)  # the order of the samples
    splits = Digits().load(seed=0)
    model = network(FixupMLP(depth=40, width=50), splits.spec)
    model.compile(
        keras.optimizers.SGD(0.01, 0.9), "sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    model.fit(splits.train.x, splits.train.y, epochs=8, verbose=0)
    assert model.evaluate(splits.test.x, splits.test.y, verbose=0)[1] > 0.9


def test_every_layer_has_a_name_of_its_place() -> None:
    names = [layer.name for layer in network(FixupMLP(depth=1)).layers]
    assert names == [
        *("input", "stem", "stem_bias", "stem_act"),
        *("block_1_1_before", "block_1_1", "block_1_1_bias", "block_1_1_act"),
        *("block_1_2_before", "block_1_2", "block_1_2_scale", "block_1_2_bias"),
        *("block_1_add", "block_1_act", "output"),
    ]
