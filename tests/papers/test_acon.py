"""ACON-C: Ma et al. 2021."""

from typing import Any

import numpy as np
import pytest
import tensorflow as tf
from kb_papers.acon import AconC


def acon(p1: float, p2: float, beta: float) -> Any:
    layer = AconC().build()
    layer.build((None, 1))
    layer.set_weights([np.array([p1]), np.array([p2]), np.array([beta])])
    return layer


X = np.linspace(-20, 20, 4001, dtype=np.float32)[:, None]


def test_it_starts_as_silu() -> None:
    np.testing.assert_allclose(AconC().build()(X), X / (1 + np.exp(-X)), atol=1e-5)


def test_without_beta_it_is_linear_and_with_a_large_one_a_maximum() -> None:
    np.testing.assert_allclose(acon(1.2, -0.8, 0)(X), 0.2 * X, atol=1e-5)
    np.testing.assert_allclose(acon(1.2, -0.8, 1000)(X), np.maximum(1.2 * X, -0.8 * X), atol=1e-3)


@pytest.mark.parametrize(("p1", "p2"), [(1.2, -0.8), (1.0, 0.0), (2.0, 0.5)])
def test_its_slope_is_bounded_as_the_paper_says(p1: float, p2: float) -> None:
    x = tf.constant(X)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = acon(p1, p2, 1.0)(x)
    slope = tape.gradient(y, x).numpy()
    assert slope.max() == pytest.approx(1.0998 * p1 - 0.0998 * p2, abs=1e-3)
    assert slope.min() == pytest.approx(1.0998 * p2 - 0.0998 * p1, abs=1e-3)


def test_every_channel_learns_numbers_of_its_own() -> None:
    layer = AconC().build()
    layer.build((None, 4, 4, 6))
    assert [weight.shape for weight in layer.trainable_weights] == [(6,)] * 3
