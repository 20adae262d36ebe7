"""DropConnect: Wan et al. 2013."""

from typing import Any

import keras
import numpy as np
from kb_papers.drop_connect import DropConnect

DRAWS = 4000
v = np.random.default_rng(0).normal(size=(1, 50)).astype(np.float32)


def dense(rate: float) -> Any:
    layer: Any = DropConnect(rate, seed=1).build(keras.layers.Dense(4))
    layer.build((None, 50))
    return layer


def test_weights_are_zero_at_the_rate_and_the_others_scaled() -> None:
    layer: Any = DropConnect(0.2, seed=1).build(
        keras.layers.Dense(300, "linear", kernel_initializer="ones")
    )
    layer.build((None, 100))
    seen = layer.transformed(layer.layer.kernel, training=True).numpy()
    np.testing.assert_allclose(np.unique(seen), [0, 1.25])
    assert abs((seen == 0).mean() - 0.2) < 4 * np.sqrt(0.2 * 0.8 / seen.size)


def test_outputs_have_the_mean_and_variance_of_the_papers_moment_matching() -> None:
    """Section 3.2: mean p W v and variance p (1 - p) (W * W) (v * v), here divided by p and p^2."""
    layer: Any = DropConnect(0.5, seed=1).build(keras.layers.Dense(4 * DRAWS))
    layer.build((None, 50))
    kernel = np.random.default_rng(1).normal(size=(50, 4)).astype(np.float32)
    layer.layer.kernel.assign(np.repeat(kernel, DRAWS, axis=1))  # each unit as often as it is drawn
    outputs = layer(v, training=True).numpy().reshape(4, DRAWS).T
    variance = ((v**2) @ kernel**2)[0]
    assert (np.abs(outputs.mean(axis=0) - (v @ kernel)[0]) < 4 * np.sqrt(variance / DRAWS)).all()
    assert (np.abs(outputs.var(axis=0) / variance - 1) < 5 * np.sqrt(2 / DRAWS)).all()


def test_biases_are_dropped_too() -> None:
    layer = dense(rate=0.5)
    layer.layer.bias.assign(np.ones(4))
    outputs = np.array([layer(0 * v, training=True)[0] for _ in range(100)])
    assert set(np.unique(outputs)) == {0, 2}


def test_inference_takes_all_weights() -> None:
    layer = dense(rate=0.9)
    np.testing.assert_array_equal(layer(v, training=False), layer.layer(v))
