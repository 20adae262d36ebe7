"""Constraints project weights as their formulas say, and hold while training."""

from typing import Any

import keras
import numpy as np
import pytest
from kb_registry import Constraint, installed_registry, structure

pytestmark = pytest.mark.usefixtures("float64")

WEIGHTS = np.random.default_rng(5).normal(size=(6, 4)) * [0.1, 0.5, 1.0, 3.0]
KERNEL = np.random.default_rng(6).normal(size=(3, 3, 2, 5)) * [0.05, 0.2, 0.5, 1.0, 2.0]


def project(text: str, weights: Any) -> Any:
    constraint = structure(Constraint, text, installed_registry()).build()
    return np.asarray(constraint(keras.ops.convert_to_tensor(weights)))


def norms(weights: Any, axis: Any = 0) -> Any:
    return np.sqrt(np.sum(weights**2, axis=axis, keepdims=True))


def test_max_norm_shortens_what_is_longer() -> None:
    n = norms(WEIGHTS)
    expected = WEIGHTS * np.minimum(n, 2) / n
    np.testing.assert_allclose(project("max_norm", WEIGHTS), expected, rtol=1e-6)
    assert (n > 2).any()
    assert (n < 2).any()


def test_max_norm_of_a_convolution_goes_over_window_and_channels() -> None:
    projected = project("max_norm(1,axis=[0,1,2])", KERNEL)
    n = norms(KERNEL, (0, 1, 2))
    np.testing.assert_allclose(norms(projected, (0, 1, 2)), np.minimum(n, 1), rtol=1e-6)


@pytest.mark.parametrize("rate", [1.0, 0.25])
def test_min_max_norm_goes_part_of_the_way(rate: float) -> None:
    n = norms(WEIGHTS)
    expected = WEIGHTS * (rate * np.clip(n, 0.5, 1.5) + (1 - rate) * n) / n
    projected = project(f"min_max_norm:0.5,1.5,{rate}", WEIGHTS)
    np.testing.assert_allclose(projected, expected, rtol=1e-5)


def test_non_neg() -> None:
    np.testing.assert_array_equal(project("non_neg", WEIGHTS), np.maximum(WEIGHTS, 0))


def test_unit_norm() -> None:
    np.testing.assert_allclose(project("unit_norm", WEIGHTS), WEIGHTS / norms(WEIGHTS), rtol=1e-5)


def test_a_layer_keeps_to_its_constraint_while_it_is_trained() -> None:
    constraint = structure(Constraint, "max_norm:0.5", installed_registry()).build()
    model = keras.Sequential(
        [keras.Input((6,)), keras.layers.Dense(4, kernel_constraint=constraint)]
    )
    model.compile(keras.optimizers.SGD(1.0), "mean_squared_error")
    generator = np.random.default_rng(0)
    model.fit(generator.normal(size=(64, 6)), 9 * generator.normal(size=(64, 4)), verbose=0)
    assert norms(np.asarray(model.layers[0].kernel)).max() <= 0.5 + 1e-6
