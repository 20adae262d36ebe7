"""Normalizations' outputs and moving statistics, held against NumPy in float64."""

from typing import Any

import keras
import numpy as np
import pytest
from kb_keras.constraints import NonNeg
from kb_keras.initializers import Constant
from kb_keras.normalizations import BatchNorm, GroupNorm, LayerNorm, RMSNorm, UnitNorm
from kb_keras.regularizers import L2

from tests.keras.inventory import since_keras

pytestmark = pytest.mark.usefixtures("float64")

generator = np.random.default_rng(0)
BATCHES = [generator.normal(3.0, 2.0, size=(32, 5)) for _ in range(20)]
IMAGES = generator.normal(1.0, 3.0, size=(4, 6, 6, 8))


def standardized(x: Any, axis: Any, epsilon: float = 0.001) -> Any:
    mean, variance = x.mean(axis=axis, keepdims=True), x.var(axis=axis, keepdims=True)
    return (x - mean) / np.sqrt(variance + epsilon)


def test_batch_norm_standardizes_each_feature_of_a_batch() -> None:
    y = BatchNorm().build()(BATCHES[0], training=True)
    np.testing.assert_allclose(y, standardized(BATCHES[0], 0), rtol=1e-6, atol=1e-8)


def test_batch_norm_of_images_goes_over_all_pixels() -> None:
    y = BatchNorm().build()(IMAGES, training=True)
    np.testing.assert_allclose(y, standardized(IMAGES, (0, 1, 2)), rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("momentum", [0.99, 0.9])
def test_moving_statistics_after_batches(momentum: float) -> None:
    """Both run after the batches', from 0 and 1, with the biased variance."""
    layer: Any = BatchNorm(momentum=momentum).build()
    mean, variance = np.zeros(5), np.ones(5)
    for batch in BATCHES:
        layer(batch, training=True)
        mean = momentum * mean + (1 - momentum) * batch.mean(axis=0)
        variance = momentum * variance + (1 - momentum) * batch.var(axis=0)
    np.testing.assert_allclose(layer.moving_mean, mean, rtol=1e-6)
    np.testing.assert_allclose(layer.moving_variance, variance, rtol=1e-6)


def test_predictions_use_the_moving_statistics_and_leave_them() -> None:
    layer = BatchNorm(
        epsilon=0.01,
        moving_mean_initializer=Constant(2.0),
        moving_variance_initializer=Constant(4.0),
    ).build()
    y = layer(BATCHES[0], training=False)
    np.testing.assert_allclose(y, (BATCHES[0] - 2) / np.sqrt(4.01), rtol=1e-6)
    np.testing.assert_array_equal(layer.moving_mean, np.full(5, 2.0))


def test_a_frozen_batch_norm_uses_the_moving_statistics_in_training() -> None:
    layer = BatchNorm().build()
    layer.trainable = False
    y = layer(BATCHES[0], training=True)
    np.testing.assert_allclose(y, BATCHES[0] / np.sqrt(1.001), rtol=1e-6)


def test_gamma_and_beta_scale_and_shift() -> None:
    layer = BatchNorm(gamma_initializer=Constant(3.0), beta_initializer=Constant(-1.0)).build()
    y = layer(BATCHES[0], training=True)
    np.testing.assert_allclose(y, 3 * standardized(BATCHES[0], 0) - 1, rtol=1e-6, atol=1e-8)


def test_without_center_and_scale_nothing_is_trained() -> None:
    layer = LayerNorm(center=False, scale=False).build()
    layer.build((None, 5))
    assert layer.trainable_weights == []


def test_penalties_and_constraints_reach_gamma_and_beta() -> None:
    layer = GroupNorm(
        1,
        gamma_regularizer=L2(0.5),
        beta_constraint=NonNeg(),
        gamma_initializer=Constant(2.0),
    ).build()
    layer.build((None, 4))
    assert [float(loss) for loss in layer.losses] == [0.5 * 4 * 2.0**2]
    assert isinstance(layer.beta.constraint, keras.constraints.NonNeg)


@since_keras(3, 14)
def test_renorm_corrects_a_batch_by_the_moving_statistics() -> None:
    """Without clipping, training then normalizes by what prediction would use."""
    layer = BatchNorm(
        renorm=True,
        moving_mean_initializer=Constant(2.0),
        moving_variance_initializer=Constant(4.0),
    ).build()
    y = layer(BATCHES[0], training=True)
    np.testing.assert_allclose(y, (BATCHES[0] - 2) / 2, rtol=2e-3)


@pytest.mark.parametrize("axis", [-1, (1, 2, 3)])
def test_layer_norm_standardizes_each_sample(axis: int | tuple[int, ...]) -> None:
    y = LayerNorm(axis).build()(IMAGES)
    np.testing.assert_allclose(y, standardized(IMAGES, axis), rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize(("groups", "size"), [(4, 2), (1, 8), (-1, 1)])
def test_group_norm_standardizes_groups_of_channels(groups: int, size: int) -> None:
    y = GroupNorm(groups).build()(IMAGES)
    grouped = IMAGES.reshape(4, 6, 6, 8 // size, size)
    expected = standardized(grouped, (1, 2, 4)).reshape(IMAGES.shape)
    np.testing.assert_allclose(y, expected, rtol=1e-5, atol=1e-6)


def test_rms_norm_divides_by_the_root_mean_square() -> None:
    y = RMSNorm().build()(IMAGES)
    expected = IMAGES / np.sqrt(np.mean(IMAGES**2, axis=-1, keepdims=True) + 1e-6)
    np.testing.assert_allclose(y, expected, rtol=1e-6)


def test_unit_norm_divides_by_the_length() -> None:
    y = UnitNorm().build()(IMAGES)
    np.testing.assert_allclose(y, IMAGES / np.linalg.norm(IMAGES, axis=-1, keepdims=True), 1e-6)


def test_what_trails_behind_at_momentum_0_99() -> None:
    """After 20 batches, moving statistics have gone 18 % of the way: take 0.9 in short runs."""
    layer = BatchNorm().build()
    for batch in BATCHES:
        layer(batch, training=True)
    gone = float(np.asarray(layer.moving_mean).mean() / np.mean(BATCHES))
    assert gone == pytest.approx(1 - 0.99**20, rel=0.02)
