"""What layers are for, whoever wrote them."""

from typing import Any

import keras
import numpy as np
import pytest
from kb_observe.networks import Part, describe

from tests.observe.networks.described import roles


class Swish(keras.layers.Layer):
    """An activation from elsewhere."""

    elementwise = True

    def call(self, x: Any) -> Any:
        return x * keras.ops.sigmoid(x)


class MyDense(keras.layers.Layer):
    def build(self, shape: Any) -> None:
        self.kernel = self.add_weight(shape=(shape[-1], 2), name="kernel")

    def call(self, x: Any) -> Any:
        return x @ self.kernel


class Whitening(keras.layers.Layer):
    epsilon = 1e-3

    def call(self, x: Any) -> Any:
        return x / keras.ops.sqrt(keras.ops.var(x) + self.epsilon)


class Blackout(keras.layers.Layer):
    rate = 0.5

    def call(self, x: Any, *, training: bool | None = None) -> Any:
        return x * 0 if training else x


class Quieter(keras.layers.Dropout):
    """Derived from a layer of Keras."""


def test_layers_from_elsewhere_by_what_they_have_and_do() -> None:
    layers = [keras.Input((4,)), MyDense(), Swish(), Whitening(), Blackout(), Quieter(0.3)]
    network = describe(keras.Sequential(layers))
    assert list(roles(network).values())[1:] == [
        "dense",
        "activation",
        "normalization",
        "dropout",
        "dropout",
    ]
    assert network.layer("swish").activation == Part("swish", {"activity_regularizer": None})


@pytest.mark.parametrize(
    ("layer", "role"),
    [
        (keras.layers.Conv2D(2, 3), "convolution"),
        (keras.layers.SeparableConv2D(2, 3), "convolution"),
        (keras.layers.EinsumDense("abcd,de->abce", (None, None, 2)), "dense"),
        (keras.layers.GroupNormalization(2), "normalization"),
        (keras.layers.UnitNormalization(), "normalization"),
        (keras.layers.RMSNormalization(), "normalization"),
        (keras.layers.PReLU(), "activation"),
        (keras.layers.Activation("gelu"), "activation"),
        (keras.layers.GaussianNoise(0.1), "dropout"),
        (keras.layers.SpatialDropout2D(0.1), "dropout"),
        (keras.layers.MaxPooling2D(), "pooling"),
        (keras.layers.GlobalAveragePooling2D(), "pooling"),
        (keras.layers.Flatten(), "reshaping"),
        (keras.layers.ZeroPadding2D(), "reshaping"),
        (keras.layers.Rescaling(1 / 255), "preprocessing"),
        (keras.layers.RandomFlip(), "preprocessing"),
        (keras.layers.SpectralNormalization(keras.layers.Conv2D(2, 3)), "wrapper"),
        (keras.layers.TimeDistributed(keras.layers.Dense(2)), "wrapper"),
        (keras.layers.ConvLSTM1D(2, 3), "recurrent"),
        (keras.layers.Identity(), "other"),
    ],
    ids=lambda value: getattr(value, "name", value),
)
def test_roles_of_layers_of_keras(layer: keras.layers.Layer, role: str) -> None:
    layer(np.zeros((2, 8, 8, 4), "float32"))
    network = describe(keras.Sequential([layer]))
    assert network.layers[0].role == role
