"""Small data with a partial last batch, small networks, and ways to compare two of them."""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import pytest

Data = tuple[npt.NDArray[Any], npt.NDArray[Any]]


@pytest.fixture(scope="session")
def digits() -> Data:
    """90 images of 8 x 8 in 4 classes: five batches of 16 and one of 10."""
    random = np.random.default_rng(0)
    labels = random.integers(0, 4, 90)
    images = random.normal(size=(90, 8, 8)) + labels[:, None, None] / 2
    return images.astype("float32"), labels


@pytest.fixture
def network() -> Callable[..., keras.Model]:
    """Makes a seeded classifier with the given hidden layers, compiled as told."""

    def make(*hidden: keras.layers.Layer, **compile_arguments: Any) -> keras.Model:
        model = keras.Sequential(
            [
                keras.Input((8, 8)),
                keras.layers.Flatten(),
                *hidden,
                keras.layers.Dense(4, activation="softmax"),
            ]
        )
        defaults = {
            "optimizer": "adam",
            "loss": "sparse_categorical_crossentropy",
            "metrics": ["accuracy"],
        }
        model.compile(**(defaults | compile_arguments))
        return model

    return make


@pytest.fixture
def twice() -> Callable[[Callable[[], keras.Model]], tuple[keras.Model, keras.Model]]:
    """Makes a model twice from one seed."""

    def make(maker: Callable[[], keras.Model]) -> tuple[keras.Model, keras.Model]:
        keras.utils.set_random_seed(7)
        one = maker()
        keras.utils.set_random_seed(7)
        return one, maker()

    return make


@pytest.fixture
def assert_same_state() -> Callable[[keras.Model, keras.Model], None]:
    """Compares weights, metrics, random seeds and optimizer to the last bit."""

    def check(one: keras.Model, other: keras.Model) -> None:
        def variables(model: keras.Model) -> list[keras.Variable]:
            return [*model.variables, *model.optimizer.variables]

        for left, right in zip(variables(one), variables(other), strict=True):
            np.testing.assert_array_equal(left, right, err_msg=left.path)

    return check
