"""Weight standardization: Qiao et al. 2019."""

from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from kb_papers.layers import WeightStandardization as Layer
from kb_papers.weight_standardization import WeightStandardization

x = np.random.default_rng(0).normal(size=(16, 8, 8, 3)).astype(np.float32)


def convolution(**options: Any) -> Any:
    layer: Any = WeightStandardization().build(keras.layers.Conv2D(5, 3, **options))
    layer.build((None, 8, 8, 3))
    return layer


def test_each_filter_has_mean_0_and_variance_1_on_its_way_in() -> None:
    layer = convolution(bias_initializer="ones")
    own = layer.layer.kernel.numpy()
    standardized = (own - own.mean((0, 1, 2))) / np.sqrt(own.var((0, 1, 2)) + 1e-5)
    by_hand = keras.ops.conv(x, standardized, padding="valid") + 1
    np.testing.assert_allclose(layer(x), by_hand, rtol=1e-4, atol=1e-4)
    np.testing.assert_array_equal(layer.layer.kernel, own)


def test_scale_and_mean_of_the_kernel_are_of_no_effect() -> None:
    layer = convolution()
    before = layer(x)
    layer.layer.kernel.assign(layer.layer.kernel * 100 + 7)
    np.testing.assert_allclose(layer(x), before, rtol=1e-3, atol=2e-3)


def test_gradients_have_mean_0_and_are_orthogonal_to_the_standardized_kernel() -> None:
    """Equations 11 to 14: standardization takes both parts out of the gradient."""
    layer = convolution()
    kernel = layer.layer.kernel
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.nn.relu(layer(x)) ** 2)
    gradient = tape.gradient(loss, kernel.value).numpy().reshape(-1, 5)
    standardized = layer.transformed(kernel, training=True).numpy().reshape(-1, 5)
    size = np.linalg.norm(gradient, axis=0)
    assert (np.abs(gradient.sum(axis=0)) / size < 1e-5).all()
    assert (np.abs((gradient * standardized).sum(axis=0)) / size < 0.01).all()
    assert (size > 0).all()


def test_a_layer_without_a_kernel_is_refused() -> None:
    with pytest.raises(ValueError, match="flat has no kernel"):
        Layer(keras.layers.Flatten(name="flat")).build((None, 3))
