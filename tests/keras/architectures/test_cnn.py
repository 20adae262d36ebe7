"""A convolutional network."""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
from kb_keras.activations.rectifiers import PReLU
from kb_keras.architectures.cnn import CNN
from kb_keras.architectures.mlp import MLP
from kb_keras.constraints import MaxNorm
from kb_keras.datasets.pictures.digits import Digits
from kb_keras.dropouts import Dropout as PlainDropout
from kb_keras.dropouts import SpatialDropout2D
from kb_registry import (
    Activation,
    Blocks,
    Constraint,
    DataError,
    DataSpec,
    Dropout,
    InvalidParameterError,
    Task,
)

Recipe = Callable[..., Blocks]

COLOUR = DataSpec("colour", (32, 32, 3), Task.CLASSIFICATION, ("a", "b", "c"))


def names(model: keras.Model) -> list[str]:
    return [layer.name for layer in model.layers]


def test_stages_then_dense_blocks(recipe: Recipe) -> None:
    model = CNN().build(recipe("prelu", "batch_norm", "dropout"), COLOUR)
    stages = [
        [f"conv_{i}", f"conv_{i}_norm", f"conv_{i}_act", f"conv_{i}_drop", f"pool_{i}"]
        for i in (1, 2)
    ]
    assert names(model) == [
        *("input", "input_norm", *stages[0], *stages[1], "summary"),
        *("hidden_1", "hidden_1_norm", "hidden_1_act", "hidden_1_drop", "output"),
    ]
    assert model.get_layer("pool_2").output.shape == (None, 8, 8, 64)
    assert not model.get_layer("conv_1").use_bias


def test_images_without_channels_get_one(recipe: Recipe, images: DataSpec) -> None:
    model = CNN(filters=(4,)).build(recipe(), images)
    assert names(model)[:3] == ["input", "reshape", "conv_1"]
    assert model.get_layer("reshape").output.shape == (None, 28, 28, 1)


def test_several_convolutions_a_stage_are_counted_through(recipe: Recipe) -> None:
    model = CNN(filters=(4, 8), convolutions=2, units=(), pooling="average").build(recipe(), COLOUR)
    assert names(model) == [
        *("input", "conv_1", "conv_2", "pool_1", "conv_3", "conv_4", "pool_2"),
        *("summary", "output"),
    ]


@pytest.mark.parametrize(
    ("by", "features"), [("flatten", 8 * 8 * 64), ("average", 64), ("max", 64)]
)
def test_the_last_stage_becomes_features(recipe: Recipe, by: Any, features: int) -> None:
    model = CNN(summary_by=by).build(recipe(), COLOUR)
    assert model.get_layer("summary").output.shape == (None, features)


def test_max_norm_takes_the_norm_over_height_width_and_channels() -> None:
    model = CNN(filters=(4,)).build(Blocks({Constraint: MaxNorm(0.5)}, seed=0), COLOUR)
    convolution, dense = model.get_layer("conv_1"), model.get_layer("hidden_1")
    held = convolution.kernel_constraint(10 * convolution.kernel)
    np.testing.assert_allclose(np.sqrt((held**2).numpy().sum(axis=(0, 1, 2))), 0.5, rtol=1e-5)
    held = dense.kernel_constraint(10 * dense.kernel)
    np.testing.assert_allclose(np.sqrt((held**2).numpy().sum(axis=0)), 0.5, rtol=1e-5)


def test_dropout_drops_whole_channels() -> None:
    model = CNN(filters=(64,)).build(Blocks({Dropout: PlainDropout(0.5)}, seed=0), COLOUR)
    y = model.get_layer("conv_1_drop")(np.ones((8, 4, 4, 64), np.float32), training=True).numpy()
    dropped = (y == 0).mean(axis=(1, 2))
    assert set(dropped.ravel()) == {0, 1}
    y = model.get_layer("hidden_1_drop")(np.ones((8, 100), np.float32), training=True).numpy()
    assert 0.4 < (y == 0).mean() < 0.6


def test_spatial_dropout_stands_between_convolutions_alone() -> None:
    blocks = Blocks({Dropout: SpatialDropout2D(0.5)}, seed=0)
    model = CNN(filters=(4,)).build(blocks, COLOUR)
    assert [name for name in names(model) if "drop" in name] == ["conv_1_drop"]
    with pytest.raises(InvalidParameterError, match="SpatialDropout2D wants images"):
        MLP().build(blocks, COLOUR)


def test_prelu_shares_its_slope_over_the_pixels() -> None:
    model = CNN(filters=(4,)).build(Blocks({Activation: PReLU()}, seed=0), COLOUR)
    assert model.get_layer("conv_1_act").alpha.shape == (1, 1, 4)
    assert model.get_layer("hidden_1_act").alpha.shape == (100,)


def test_what_was_built_is_on_record_for_both_halves(recipe: Recipe) -> None:
    blocks = recipe("prelu", "he_normal")
    CNN(filters=(4,)).build(blocks, COLOUR)
    assert {"conv_1/kernel", "conv_1_act", "hidden_1/kernel", "hidden_1_act"} <= set(blocks.places)


def test_it_learns_digits(recipe: Recipe) -> None:
    keras.utils.set_random_seed(0)  # the order of the samples
    splits = Digits().load(seed=0)
    model = CNN(filters=(8, 16)).build(recipe("he_normal", "prelu"), splits.spec)
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(splits.train.x, splits.train.y, epochs=8, verbose=0)
    assert model.evaluate(splits.test.x, splits.test.y, verbose=0)[1] > 0.93


def test_samples_that_are_no_images_or_too_small_are_refused(
    recipe: Recipe, table: DataSpec
) -> None:
    with pytest.raises(DataError, match=r"cnn wants images; table has samples of shape \(13,\)"):
        CNN().build(recipe(), table)
    with pytest.raises(DataError, match="halves images 4 times; those of digits are 8 x 8"):
        CNN(filters=(4, 4, 4, 4)).build(recipe(), Digits().spec())
