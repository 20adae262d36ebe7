"""Keras' own `fit`, and ours."""

import time
from collections.abc import Iterator
from typing import Any

import keras
from kb_engine.training import fit

from benchmarks.training import networks
from benchmarks.training.networks import BATCH_SIZE, Network

layers = keras.layers


class Stopwatch(keras.callbacks.Callback):
    """Seconds of every epoch."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds: list[float] = []

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Start the watch."""
        del epoch, logs
        self.begun = time.perf_counter()

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Note the time."""
        del epoch, logs
        self.seconds.append(time.perf_counter() - self.begun)


def train(network: Network, data: Any, epochs: int, contender: str) -> list[float]:
    """Train with Keras' fit, or with ours under one of its compilations; seconds of each epoch."""
    keras.utils.set_random_seed(0)
    model, watch = _model(network), Stopwatch()
    if contender == "keras":
        model.fit(*data, batch_size=BATCH_SIZE, epochs=epochs, verbose=0, callbacks=[watch])
    else:
        fit(
            model,
            data,
            batch_size=BATCH_SIZE,
            epochs=epochs,
            seed=0,
            compilation=contender.removeprefix("kb_"),
            callbacks=[watch],
        )
    return watch.seconds


def _model(network: Network) -> keras.Model:
    *hidden, head = network.layers
    inner = [part for layer in hidden for part in _layers(layer)]
    model = keras.Sequential(
        [keras.Input((28, 28)), layers.Flatten(), *inner, *_layers(head), layers.Softmax()]
    )
    model.compile(
        _optimizer(network.optimizer), "sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    return model


def _layers(layer: networks.Layer) -> Iterator[keras.Layer]:
    match layer:
        case networks.Dense(units, initializer):
            yield layers.Dense(units, kernel_initializer=initializer)
        case networks.BatchNorm():
            yield layers.BatchNormalization()
        case networks.PReLU():
            yield layers.PReLU()
        case networks.Activation(name):
            yield layers.Activation(name)
        case networks.Dropout(rate, alpha):
            yield layers.AlphaDropout(rate) if alpha else layers.Dropout(rate)


def _optimizer(name: str) -> keras.optimizers.Optimizer:
    match name:
        case "nadam":
            return keras.optimizers.Nadam(0.001)
        case "nesterov":
            return keras.optimizers.SGD(0.01, momentum=0.9, nesterov=True)
        case _:
            return keras.optimizers.SGD(0.01)
