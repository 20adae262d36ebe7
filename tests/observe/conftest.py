"""Models of every sort."""

from typing import Any

import keras
import numpy as np
import pytest


class Subclassed(keras.Model):
    """Two dense layers with a sum around the second, as people write residual blocks."""

    def __init__(self) -> None:
        super().__init__(name="subclassed")
        self.first = keras.layers.Dense(4, activation="relu", name="first")
        self.drop = keras.layers.Dropout(0.1, name="drop")
        self.second = keras.layers.Dense(4, name="second")
        self.norm = keras.layers.BatchNormalization(name="norm")
        self.head = keras.Sequential([keras.layers.Dense(1, name="score")], name="head")

    def call(self, x: Any, *, training: bool | None = None) -> Any:
        hidden = self.drop(self.first(x), training=training)
        return self.head(self.norm(hidden + self.second(hidden), training=training))


class Autoencoder(keras.Model):
    """A model without `call`, whose training step is its own."""

    def __init__(self) -> None:
        super().__init__(name="autoencoder")
        layers = [keras.Input((3,)), keras.layers.Dense(2, activation="relu", name="code")]
        self.encoder = keras.Sequential(layers, name="encoder")
        layers = [keras.Input((2,)), keras.layers.Dense(3, name="reconstruction")]
        self.decoder = keras.Sequential(layers, name="decoder")

    def train_step(self, data: Any) -> Any:
        import tensorflow as tf

        with tf.GradientTape() as tape:
            loss = keras.ops.mean((self.decoder(self.encoder(data)) - data) ** 2)
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables, strict=True))
        return {"loss": loss}


@pytest.fixture
def subclassed() -> keras.Model:
    keras.utils.set_random_seed(7)
    model = Subclassed()
    model(np.zeros((1, 3), "float32"))
    model.compile("sgd", "mse")
    return model


@pytest.fixture
def autoencoder() -> keras.Model:
    model = Autoencoder()
    model.compile("sgd")
    return model


@pytest.fixture
def two_by_two() -> keras.Model:
    """Two inputs and two outputs."""
    left, right = keras.Input((3,), name="left"), keras.Input((2,), name="right")
    joined = keras.layers.Concatenate(name="joined")([left, right])
    hidden = keras.layers.Dense(4, activation="tanh", name="hidden")(joined)
    label = keras.layers.Dense(3, activation="softmax", name="label")(hidden)
    size = keras.layers.Dense(1, name="size")(hidden)
    model = keras.Model([left, right], {"label": label, "size": size}, name="two_by_two")
    model.compile(
        "adam",
        loss={"label": "sparse_categorical_crossentropy", "size": keras.losses.Huber(2.0)},
        loss_weights={"label": 1.0, "size": 0.5},
        metrics={"label": ["accuracy"]},
    )
    return model


@pytest.fixture
def recurrent() -> keras.Model:
    layers = [
        keras.Input((5,), dtype="int32", name="words"),
        keras.layers.Embedding(20, 6, mask_zero=True, name="vectors"),
        keras.layers.Bidirectional(keras.layers.LSTM(3, name="memory"), name="both"),
        keras.layers.Dense(1, activation="sigmoid", name="verdict"),
    ]
    model = keras.Sequential(layers, name="recurrent")
    model.compile("sgd", keras.losses.BinaryCrossentropy(label_smoothing=0.1))
    return model
