"""A run that goes on from a captured state ends as if nothing had happened."""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from kb_engine.training import capture, fit, restore

layers = keras.layers


@pytest.mark.parametrize("compilation", ["graph", pytest.param("xla", marks=pytest.mark.slow)])
def test_a_resumed_run_ends_with_the_same_weights(
    compilation: str,
    digits: Any,
    network: Callable[..., keras.Model],
    assert_same_state: Any,
) -> None:
    def make() -> keras.Model:
        return network(layers.Dense(8), layers.BatchNormalization(), layers.Dropout(0.3))

    def train(model: keras.Model, epochs: int, initial_epoch: int = 0) -> dict[str, list[float]]:
        arguments = {"batch_size": 16, "seed": 1, "validation": digits, "compilation": compilation}
        return fit(model, digits, epochs=epochs, initial_epoch=initial_epoch, **arguments).history

    keras.utils.set_random_seed(7)
    uninterrupted, interrupted = make(), make()
    restore(interrupted, capture(uninterrupted))
    logs = train(uninterrupted, 3)

    train(interrupted, 2)
    state = capture(interrupted)
    resumed = make()
    restore(resumed, state)
    rest = train(resumed, 3, initial_epoch=2)

    assert_same_state(resumed, uninterrupted)
    assert {name: values[2:] for name, values in logs.items()} == rest


def test_a_state_holds_seeds_and_learning_rate(network: Any) -> None:
    names = capture(network(layers.Dropout(0.3)))
    assert any("seed_generator_state" in name for name in names)
    assert any("learning_rate" in name for name in names)


@pytest.mark.parametrize(
    ("hidden", "optimizer", "message"),
    [
        ([layers.Dense(3), layers.Dense(3)], "adam", "the state is of another model"),
        ([layers.Dense(8)], "sgd", "holds .*momentum"),
        ([layers.Dense(9)], "adam", "has shape"),
    ],
    ids=["layers", "optimizer", "sizes"],
)
def test_the_state_of_another_model_is_refused(
    hidden: Any, optimizer: str, message: str, network: Any
) -> None:
    model = network(layers.Dense(8), optimizer="adam")
    other = network(*hidden, optimizer=optimizer)
    with pytest.raises(ValueError, match=message):
        restore(other, capture(model))


def test_a_state_fits_a_model_made_later(network: Any) -> None:
    first, second = network(optimizer="nadam"), network(optimizer="nadam")
    restore(second, capture(first))
    assert capture(first).keys() == capture(second).keys()


def test_a_state_is_a_copy(network: Any, digits: Any) -> None:
    model = network()
    state = capture(model)
    kept = {name: value.copy() for name, value in state.items()}
    fit(model, digits, epochs=1, batch_size=16, seed=0)
    for name, value in state.items():
        np.testing.assert_array_equal(value, kept[name])


class Adversaries(keras.Model):
    """Two weights that pull at each other, each with an optimizer; that of `compile` is idle."""

    def __init__(self) -> None:
        super().__init__()
        self.one, self.other = layers.Dense(3), layers.Dense(1)
        self.rivals = {
            "one": keras.optimizers.Adam(0.01),
            "other": keras.optimizers.SGD(0.1, momentum=0.9),
        }

    def build(self, shape: Any) -> None:
        self.one.build(shape)
        self.other.build((None, 3))

    def train_step(self, data: Any) -> Any:
        x, _ = data
        with tf.GradientTape(persistent=True) as tape:
            loss = keras.ops.mean(self.other(self.one(keras.ops.mean(x, axis=1))) ** 2)
        for layer, rival in zip((self.one, self.other), self.rivals.values(), strict=True):
            gradients = tape.gradient(loss, layer.trainable_variables)
            rival.apply_gradients(zip(gradients, layer.trainable_variables, strict=True))
        return {"loss": loss}


def test_optimizers_that_a_model_keeps_are_resumed(digits: Any, twice: Any) -> None:
    def make() -> keras.Model:
        model = Adversaries()
        model.compile("nadam")
        model.build((None, 8))
        return model

    uninterrupted, interrupted = twice(make)
    fit(uninterrupted, digits, epochs=3, batch_size=16, seed=1)
    fit(interrupted, digits, epochs=2, batch_size=16, seed=1)
    state = capture(interrupted)
    resumed = make()
    restore(resumed, state)
    fit(resumed, digits, epochs=3, initial_epoch=2, batch_size=16, seed=1)
    assert not resumed.optimizer.built
    for one, other in zip(resumed.variables, uninterrupted.variables, strict=True):
        np.testing.assert_array_equal(one, other, err_msg=one.path)
    for name, rival in uninterrupted.rivals.items():
        for one, other in zip(rival.variables, resumed.rivals[name].variables, strict=True):
            np.testing.assert_array_equal(one, other, err_msg=one.path)
