"""Layers around a layer, held against NumPy."""

from typing import Any

import keras
import numpy as np
import pytest
from kb_keras.wrappers import SpectralNormalization

pytestmark = pytest.mark.usefixtures("float64")

KERNEL = np.random.default_rng(0).normal(size=(6, 4))


def wrapped(power_iterations: int = 1) -> Any:
    layer: Any = SpectralNormalization(power_iterations).build(keras.layers.Dense(4))
    layer.build((None, 6))
    layer.layer.kernel.assign(KERNEL)
    return layer


def test_a_step_divides_the_kernel_by_sigma() -> None:
    layer = wrapped(power_iterations=2)
    u = layer.vector_u.numpy()
    v = np.zeros((1, 6))
    for _ in range(2):
        v = u @ KERNEL.T / np.linalg.norm(u @ KERNEL.T)
        u = v @ KERNEL / np.linalg.norm(v @ KERNEL)
    layer(np.ones((2, 6)), training=True)
    np.testing.assert_allclose(layer.layer.kernel, KERNEL / (v @ KERNEL @ u.T), rtol=1e-10)


def test_with_steps_the_largest_singular_value_comes_to_1() -> None:
    layer = wrapped()
    for _ in range(50):
        layer(np.ones((2, 6)), training=True)
    assert np.linalg.svd(layer.layer.kernel, compute_uv=False)[0] == pytest.approx(1)


def test_inference_takes_the_kernel_as_it_is() -> None:
    layer = wrapped()
    x = np.ones((2, 6))
    np.testing.assert_allclose(layer(x, training=False), x @ KERNEL)
