"""Initializers draw with the moments that they promise.

Each draws n = 200,000 numbers or more. The mean then has a standard error of stddev / sqrt(n),
and the standard deviation of about stddev / sqrt(2 n), or less for these flat distributions:
all assertions allow five of these, which chance exceeds once in two million.
"""

from typing import Any

import numpy as np
import pytest
from kb_keras.initializers import (
    Constant,
    Identity,
    Ones,
    Orthogonal,
    RandomNormal,
    RandomUniform,
    TruncatedNormal,
    VarianceScaling,
    Zeros,
)
from kb_registry import Initializer, installed_registry, structure

DENSE = (400, 600)
CONVOLUTION = (3, 3, 100, 250)

FANS = {DENSE: (400, 600), CONVOLUTION: (900, 2250)}
"""Inputs and outputs of one unit: the window counts for both."""


def draw(component: Initializer, shape: tuple[int, ...]) -> Any:
    return np.asarray(component.build()(shape), dtype="float64")


def assert_moments(values: Any, mean: float, stddev: float) -> None:
    error = 5 * stddev / np.sqrt(values.size)
    assert values.mean() == pytest.approx(mean, abs=error)
    assert values.std() == pytest.approx(stddev, abs=error / np.sqrt(2))


@pytest.mark.parametrize("shape", [DENSE, CONVOLUTION])
@pytest.mark.parametrize(
    ("name", "scale", "mode"),
    [
        ("glorot_uniform", 1, "fan_avg"),
        ("glorot_normal", 1, "fan_avg"),
        ("he_uniform", 2, "fan_in"),
        ("he_normal", 2, "fan_in"),
        ("lecun_uniform", 1, "fan_in"),
        ("lecun_normal", 1, "fan_in"),
        ("variance_scaling", 1, "fan_in"),
        ("variance_scaling(scale=3,mode=fan_out)", 3, "fan_out"),
        ("variance_scaling(mode=fan_avg,distribution=uniform)", 1, "fan_avg"),
        ("variance_scaling(distribution=untruncated_normal)", 1, "fan_in"),
    ],
)
def test_the_variance_is_scale_over_fan(
    name: str, scale: float, mode: str, shape: tuple[int, ...]
) -> None:
    fan_in, fan_out = FANS[shape]
    fan = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[mode]
    component = structure(Initializer, name, installed_registry()).replace(seed=11)
    values = draw(component, shape)
    assert_moments(values, 0, np.sqrt(scale / fan))
    if "uniform" in name:
        assert np.abs(values).max() <= np.sqrt(3 * scale / fan) * (1 + 1e-6)


def test_a_truncated_normal_of_a_scaled_variance_ends_where_it_should() -> None:
    """Two sigma of the normal before the cut, which is wider by 1 / 0.8796."""
    stddev = np.sqrt(1 / 400)
    values = draw(VarianceScaling(seed=3), DENSE)
    assert np.abs(values).max() == pytest.approx(2 * stddev / 0.87962566, rel=1e-3)


def test_random_normal() -> None:
    assert_moments(draw(RandomNormal(0.5, 0.2, seed=1), DENSE), 0.5, 0.2)


def test_truncated_normal_is_narrower_than_its_stddev() -> None:
    values = draw(TruncatedNormal(0.5, 0.2, seed=1), DENSE)
    assert_moments(values, 0.5, 0.2 * 0.87962566)
    assert np.abs(values - 0.5).max() <= 0.4 + 1e-6


def test_random_uniform() -> None:
    values = draw(RandomUniform(-0.1, 0.3, seed=1), DENSE)
    assert_moments(values, 0.1, 0.4 / np.sqrt(12))
    assert values.min() >= -0.1
    assert values.max() <= 0.3


@pytest.mark.parametrize("shape", [(64, 64), (40, 64), (64, 40), (3, 3, 4, 64)])
def test_orthogonal_is_orthonormal_times_gain(shape: tuple[int, ...]) -> None:
    matrix = draw(Orthogonal(gain=2.0, seed=1), shape).reshape(-1, shape[-1])
    tall = matrix if matrix.shape[0] >= matrix.shape[1] else matrix.T
    np.testing.assert_allclose(tall.T @ tall, 4 * np.eye(tall.shape[1]), atol=1e-5)


@pytest.mark.parametrize(
    ("component", "value"), [(Zeros(), 0.0), (Ones(), 1.0), (Constant(0.25), 0.25)]
)
def test_constants(component: Initializer, value: float) -> None:
    np.testing.assert_array_equal(draw(component, (3, 4)), np.full((3, 4), value))


def test_identity_has_ones_on_the_main_diagonal() -> None:
    np.testing.assert_array_equal(draw(Identity(2.0), (2, 3)), [[2, 0, 0], [0, 2, 0]])


def test_signals_keep_their_variance_through_he_and_relu() -> None:
    """Fifty layers of He et al. 2015: glorot would lose half of the variance in each."""
    generator = np.random.default_rng(0)
    x = generator.normal(size=(256, 300))
    he, glorot = x, x
    for layer in range(50):
        shape = (300, 300)
        he = np.maximum(he @ draw(VarianceScaling(2.0, seed=layer), shape), 0)
        glorot = np.maximum(glorot @ draw(VarianceScaling(1.0, seed=layer), shape), 0)
    assert 0.2 < np.mean(he**2) < 5
    assert np.mean(glorot**2) < 1e-12
