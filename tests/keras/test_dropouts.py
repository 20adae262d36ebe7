"""Dropouts keep the moments that they promise, in training, and do nothing otherwise.

Samples number n = 400,000; tolerances are five standard errors, which chance exceeds once in
two million draws.
"""

from typing import Any

import numpy as np
import pytest
from kb_registry import Dropout, installed_registry, structure

from tests.keras.inventory import registered, since_keras

N = 400_000
ERROR = 5 / np.sqrt(N)


def layer(text: str, seed: int = 3) -> Any:
    return structure(Dropout, text, installed_registry()).replace(seed=seed).build()


@pytest.fixture(scope="module")
def normal() -> Any:
    return np.random.default_rng(1).normal(size=(1000, 400)).astype("float32")


def trained(text: str, samples: Any) -> Any:
    return np.asarray(layer(text)(samples, training=True), dtype="float64")


@pytest.mark.parametrize("rate", [0.1, 0.5])
def test_dropout_zeroes_a_share_and_scales_the_rest(rate: float) -> None:
    y = trained(f"dropout:{rate}", np.ones((1000, 400), "float32"))
    assert np.mean(y == 0) == pytest.approx(rate, abs=ERROR)
    np.testing.assert_allclose(y[y != 0], 1 / (1 - rate), rtol=1e-6)
    assert y.mean() == pytest.approx(1, abs=ERROR * np.sqrt(rate / (1 - rate)))
    assert y.var() == pytest.approx(rate / (1 - rate), abs=2 * ERROR)


@pytest.mark.parametrize("rate", [0.05, 0.1, 0.5])
def test_alpha_dropout_keeps_mean_0_and_variance_1(rate: float, normal: Any) -> None:
    y = trained(f"alpha_dropout:{rate}", normal)
    assert y.mean() == pytest.approx(0, abs=ERROR)
    assert y.var() == pytest.approx(1, abs=2 * ERROR)


def test_alpha_dropout_sets_what_it_drops_to_the_limit_of_selu(normal: Any) -> None:
    rate, limit = 0.2, -1.7580993408473766
    a = ((1 - rate) * (1 + rate * limit**2)) ** -0.5
    b = -a * limit * rate
    y = trained(f"alpha_dropout:{rate}", normal)
    dropped = np.isclose(y, a * limit + b, atol=1e-6)
    assert dropped.mean() == pytest.approx(rate, abs=ERROR)
    np.testing.assert_allclose(y[~dropped], (a * normal + b)[~dropped], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("rate", [0.1, 0.5])
def test_gaussian_dropout_has_the_moments_of_dropout(rate: float) -> None:
    y = trained(f"gaussian_dropout:{rate}", np.ones((1000, 400), "float32"))
    stddev = np.sqrt(rate / (1 - rate))
    assert y.mean() == pytest.approx(1, abs=ERROR * stddev)
    assert y.std() == pytest.approx(stddev, abs=ERROR * stddev)


def test_gaussian_noise_adds_its_variance(normal: Any) -> None:
    noise = trained("gaussian_noise:0.3", normal) - normal
    assert noise.mean() == pytest.approx(0, abs=0.3 * ERROR)
    assert noise.std() == pytest.approx(0.3, abs=0.3 * ERROR)


@pytest.mark.parametrize("axes", [1, 2, 3])
def test_spatial_dropout_drops_whole_channels(axes: int) -> None:
    y = trained(f"spatial_dropout_{axes}d:0.25", np.ones((500, *(2,) * axes, 80), "float32"))
    channels = y.reshape(500, -1, 80)
    np.testing.assert_array_equal(channels.min(axis=1), channels.max(axis=1))
    assert np.mean(channels[:, 0] == 0) == pytest.approx(0.25, abs=5 * 0.433 / np.sqrt(40_000))


def test_a_mask_may_be_shared_along_an_axis() -> None:
    y = trained("dropout(0.5,noise_shape=[none,1,20])", np.ones((50, 6, 20), "float32"))
    np.testing.assert_array_equal(y.min(axis=1), y.max(axis=1))


@since_keras(3, 14)
def test_activity_regularization_adds_a_loss_by_the_sample() -> None:
    found = structure(Dropout, "activity_regularization:0.1,0.2", installed_registry()).build()
    x = np.array([[1.0, -2.0], [3.0, 0.0]], "float32")
    np.testing.assert_array_equal(found(x), x)
    assert float(found.losses[0]) == pytest.approx((0.1 * 6 + 0.2 * 14) / 2)


RANDOM = [f.name for f in registered() if f.kind is Dropout and "random" in f.cls.traits]


@pytest.mark.parametrize("name", RANDOM)
def test_outside_training_nothing_is_disturbed(name: str) -> None:
    axes = {"spatial_dropout_1d": 1, "spatial_dropout_2d": 2, "spatial_dropout_3d": 3}
    x = np.random.default_rng(2).normal(size=(2,) * (axes.get(name, 0) + 2)).astype("float32")
    np.testing.assert_array_equal(layer(f"{name}:0.5")(x, training=False), x)


@pytest.mark.parametrize("name", RANDOM)
def test_a_seed_decides_what_is_drawn(name: str) -> None:
    axes = {"spatial_dropout_1d": 1, "spatial_dropout_2d": 2, "spatial_dropout_3d": 3}
    x = np.ones((9,) + (2,) * axes.get(name, 0) + (9,), "float32")
    first, again, other = (layer(f"{name}:0.5", seed)(x, training=True) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert np.any(np.asarray(first) != np.asarray(other))
