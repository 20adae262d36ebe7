"""Networks and samples that tests of the probe share."""

from typing import Any

import keras
import numpy as np
from sklearn.datasets import load_digits

DIGITS, LABELS = load_digits(return_X_y=True)
X, Y = (DIGITS / 16).astype("float32"), LABELS


def stack(
    activation: str, initializer: str, depth: int = 2, rate: float = 0.01, units: int = 32
) -> keras.Model:
    model = keras.Sequential([keras.Input((64,))])
    for _ in range(depth):
        model.add(keras.layers.Dense(units, activation=activation, kernel_initializer=initializer))
    model.add(keras.layers.Dense(10, activation="softmax"))
    model.compile(keras.optimizers.SGD(rate), "sparse_categorical_crossentropy")
    return model


def table(seed: int = 0) -> tuple[Any, Any]:
    x = np.random.default_rng(seed).normal(size=(640, 6)).astype("float32")
    return x, x.sum(axis=1)


def regression(*first: Any) -> keras.Model:
    hidden = keras.layers.Dense(32, activation="relu")
    return keras.Sequential([keras.Input((6,)), *first, hidden, keras.layers.Dense(1)])
