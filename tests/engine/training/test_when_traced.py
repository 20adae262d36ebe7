"""A step is traced when Keras traces it: what callbacks change before counts."""

from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from kb_engine.training import fit

HOOKS = ("set_model", "on_train_begin", "on_epoch_begin", "on_train_batch_begin")


def freezing(hook: str) -> keras.callbacks.Callback:
    """A callback that freezes a layer in one of its hooks."""

    class Freezes(keras.callbacks.Callback):
        pass

    def act(self: Any, *arguments: Any, **_: Any) -> None:
        if hook == "set_model":
            self._model = arguments[0]
        self.model.get_layer("frozen").trainable = False

    setattr(Freezes, hook, act)
    return Freezes()


@pytest.mark.parametrize("hook", HOOKS)
def test_a_layer_frozen_before_the_first_step_stays(hook: str, digits: Any, network: Any) -> None:
    model = network(keras.layers.Dense(8, name="frozen"))
    before = model.get_layer("frozen").get_weights()
    history = fit(model, digits, epochs=1, batch_size=16, seed=0, callbacks=[freezing(hook)])
    for old, new in zip(before, model.get_layer("frozen").get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)
    assert history.history["loss"]


def test_a_loss_reads_what_a_callback_has_set(digits: Any, network: Any) -> None:
    class Weighted:
        factor = 0.0

        def __call__(self, targets: Any, predicted: Any) -> Any:
            return self.factor * keras.ops.mean(predicted)

    loss = Weighted()
    begin = keras.callbacks.LambdaCallback(on_train_begin=lambda _: setattr(loss, "factor", 1.0))
    history = fit(network(loss=loss), digits, epochs=1, batch_size=16, seed=0, callbacks=[begin])
    assert history.history["loss"][0] > 0


def test_keras_limits_of_epochs_and_steps_hold(
    digits: Any, network: Any, twice: Any, assert_same_state: Any
) -> None:
    model, ours = twice(network)
    keras.config.set_max_epochs(2)
    keras.config.set_max_steps_per_epoch(3)
    try:
        with pytest.warns(UserWarning, match="Limiting"):
            model.fit(*digits, batch_size=16, epochs=5, shuffle=False, verbose=0)
        with pytest.warns(UserWarning, match="Limiting"):
            fit(ours, digits, epochs=5, batch_size=16, seed=0, shuffle=False)
    finally:
        keras.config.set_max_epochs(None)
        keras.config.set_max_steps_per_epoch(None)
    assert ours.optimizer.iterations == model.optimizer.iterations == 6
    assert_same_state(model, ours)


@pytest.mark.parametrize("how", [{"run_eagerly": True}, {}], ids=["compiled so", "asked for"])
def test_an_eager_model_that_is_not_built_trains(how: Any, digits: Any, twice: Any) -> None:
    def deferred() -> keras.Model:
        model = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(4)])
        model.compile("sgd", "mse", **how)
        return model

    images, _ = digits
    data = images, images[:, 0, :4]
    model, ours = twice(deferred)
    theirs = model.fit(*data, batch_size=16, epochs=2, shuffle=False, verbose=0)
    history = fit(
        ours,
        data,
        epochs=2,
        batch_size=16,
        seed=0,
        shuffle=False,
        compilation=None if how else "eager",
    )
    np.testing.assert_allclose(history.history["loss"], theirs.history["loss"], rtol=1e-6)


@pytest.mark.parametrize("metrics", [["accuracy"], ["mse"]])
def test_an_input_of_fixed_batch_size_trains_with_another(metrics: Any, twice: Any) -> None:
    def fixed() -> keras.Model:
        x = keras.Input((4,), batch_size=5)
        model = keras.Model(x, keras.layers.Dense(1)(x))
        model.compile("sgd", "mse", metrics=metrics)
        return model

    data = np.ones((24, 4)), np.ones((24, 1))
    model, ours = twice(fixed)
    theirs = model.fit(*data, batch_size=8, shuffle=False, verbose=0)
    history = fit(ours, data, epochs=1, batch_size=8, seed=0, shuffle=False)
    assert history.history == theirs.history


class Logging(keras.Model):
    """A model whose step logs what it is told to."""

    def __init__(self, logs: Any) -> None:
        super().__init__()
        self.dense, self.logs = keras.layers.Dense(1), logs

    def call(self, inputs: Any) -> Any:
        return self.dense(inputs)

    def train_step(self, data: Any) -> Any:
        x, y = data
        with tf.GradientTape() as tape:
            losses = keras.losses.mean_squared_error(y, self(x, training=True))
        gradients = tape.gradient(losses, self.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables, strict=True))
        return self.logs(losses)


LOGS = {
    "a loss for each sample": lambda losses: {"loss": losses},
    "None": lambda losses: {"loss": tf.reduce_mean(losses), "nothing": None},
    "numbers": lambda losses: {"loss": tf.reduce_mean(losses), "one": 1.5, "two": np.float32(2)},
    "text": lambda losses: {"loss": tf.reduce_mean(losses), "text": tf.constant("abc")},
    "a nest": lambda losses: {"more": {"mean": tf.reduce_mean(losses), "of": [losses[0]]}},
}


@pytest.mark.parametrize("logs", LOGS.values(), ids=LOGS)
@pytest.mark.parametrize("samples", [40, 38], ids=["full batches", "a partial batch"])
def test_a_step_may_log_anything(logs: Any, samples: int, twice: Any) -> None:
    def logging() -> keras.Model:
        model = Logging(logs)
        model.compile("sgd")
        return model

    x = np.random.default_rng(0).normal(size=(samples, 4)).astype("float32")
    model, ours = twice(logging)
    theirs = model.fit(x, x[:, :1], batch_size=10, epochs=2, shuffle=False, verbose=0)
    history = fit(ours, (x, x[:, :1]), epochs=2, batch_size=10, seed=0, shuffle=False)
    assert str(history.history) == str(theirs.history)


@pytest.mark.parametrize("hook", ["on_train_begin", "on_epoch_begin"])
@pytest.mark.parametrize("steps_per_execution", [1, 4])
def test_who_stops_before_the_first_step_gets_one_call_of_keras(  # noqa: PLR0917 fixtures
    hook: str,
    steps_per_execution: int,
    digits: Any,
    network: Any,
    twice: Any,
    assert_same_state: Any,
) -> None:
    model, ours = twice(lambda: network(steps_per_execution=steps_per_execution))

    def stopping(of: keras.Model) -> list[keras.callbacks.Callback]:
        stop = {hook: lambda *_: setattr(of, "stop_training", True)}
        return [keras.callbacks.LambdaCallback(**stop)]

    model.fit(*digits, batch_size=16, epochs=3, shuffle=False, verbose=0, callbacks=stopping(model))
    fit(ours, digits, epochs=3, batch_size=16, seed=0, shuffle=False, callbacks=stopping(ours))
    assert int(ours.optimizer.iterations) == steps_per_execution
    assert_same_state(model, ours)
