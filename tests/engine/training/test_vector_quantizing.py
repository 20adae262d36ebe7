"""A model with a step of its own, as Keras' example of a VQ-VAE has one, trains as under `fit`."""

from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from kb_engine.training import fit
from kb_tensorboard import TensorBoard
from keras import layers, ops


class Quantizer(layers.Layer):
    """Replaces each vector by the nearest of a book of codes."""

    def __init__(self) -> None:
        super().__init__(name="quantizer")
        self.book = self.add_weight(shape=(4, 16), initializer="random_uniform", name="book")

    def call(self, x: Any) -> Any:
        flat = ops.reshape(x, (-1, 4))
        distances = ops.sum(self.book**2, axis=0) - 2 * ops.matmul(flat, self.book)
        nearest = ops.one_hot(ops.argmin(distances, axis=1), 16)
        quantized = ops.reshape(ops.matmul(nearest, ops.transpose(self.book)), ops.shape(x))
        self.add_loss(0.25 * ops.mean((ops.stop_gradient(quantized) - x) ** 2))
        self.add_loss(ops.mean((quantized - ops.stop_gradient(x)) ** 2))
        return x + ops.stop_gradient(quantized - x)


class Trainer(keras.Model):
    """Trains an autoencoder that it holds; it has no `call`."""

    def __init__(self) -> None:
        super().__init__()
        self.autoencoder = keras.Sequential(
            [
                keras.Input((8, 8, 1)),
                layers.Conv2D(4, 3, strides=2, padding="same", activation="relu", name="encoder"),
                Quantizer(),
                layers.Conv2DTranspose(1, 3, strides=2, padding="same", name="decoder"),
            ]
        )
        self.total = keras.metrics.Mean(name="loss")
        self.reconstruction = keras.metrics.Mean(name="reconstruction_loss")

    @property
    def metrics(self) -> Any:
        return [self.total, self.reconstruction]

    def train_step(self, batch: Any) -> Any:
        [x] = batch if isinstance(batch, tuple) else [batch]
        variables = self.autoencoder.trainable_variables
        with tf.GradientTape() as tape:
            reconstruction = ops.mean((x - self.autoencoder(x)) ** 2) / 0.08
            total = reconstruction + sum(self.autoencoder.losses)
        self.optimizer.apply_gradients(zip(tape.gradient(total, variables), variables, strict=True))
        self.total.update_state(total)
        self.reconstruction.update_state(reconstruction)
        return {metric.name: metric.result() for metric in self.metrics}


def test_a_vector_quantizing_autoencoder_trains_as_under_fit(tmp_path: Path, twice: Any) -> None:
    def make() -> keras.Model:
        model = Trainer()
        model.compile("adam")
        return model

    images = np.random.default_rng(0).random((50, 8, 8, 1)).astype("float32")
    model, ours = twice(make)
    theirs = model.fit(images, batch_size=16, epochs=2, shuffle=False, verbose=0)
    history = fit(
        ours,
        (images,),
        epochs=2,
        batch_size=16,
        seed=0,
        shuffle=False,
        compilation="graph",
        callbacks=[TensorBoard(tmp_path)],
    )
    for one, other in zip(model.weights, ours.weights, strict=True):
        np.testing.assert_array_equal(one, other, err_msg=one.path)
    for name, values in theirs.history.items():  # of a sum that is logged, the last bit may differ
        np.testing.assert_allclose(history.history[name], values, rtol=1e-6, err_msg=name)
    assert list(tmp_path.rglob("*tfevents*"))
