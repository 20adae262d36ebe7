"""What training changes of a model is seen by nobody else who uses it meanwhile, or afterwards."""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
from kb_engine.training import fit


class Does(keras.callbacks.Callback):
    """Does something with the model after each epoch, and keeps what came of it."""

    def __init__(self, what: Callable[[keras.Model], Any]) -> None:
        super().__init__()
        self.what, self.found = what, list[Any]()

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self.found.append(self.what(self.model))


def uses(digits: Any) -> dict[str, Callable[[keras.Model], Any]]:
    x, y = digits
    return {
        "predict": lambda model: model.predict(x, batch_size=16, verbose=0),
        "predict_on_batch": lambda model: model.predict_on_batch(x[:5]),
        "evaluate": lambda model: model.evaluate(x, y, batch_size=30, verbose=0),
        "test_on_batch": lambda model: model.test_on_batch(x[:20], y[:20]),
        "train_on_batch": lambda model: model.train_on_batch(x[:20], y[:20]),
        "steps_per_execution": lambda model: model.steps_per_execution,
    }


@pytest.mark.parametrize("before", [False, True], ids=["first in training", "used before"])
@pytest.mark.parametrize("steps_per_execution", [pytest.param(1, marks=pytest.mark.slow), 2])
def test_callbacks_use_the_model_as_they_do_in_keras(
    before: bool,  # noqa: FBT001
    steps_per_execution: int,
    digits: Any,
    network: Any,
    twice: Any,
) -> None:
    model, ours = twice(lambda: network(steps_per_execution=steps_per_execution))
    theirs = [Does(what) for what in uses(digits).values()]
    found = [Does(what) for what in uses(digits).values()]
    if before:
        for each, other in zip(theirs, found, strict=True):
            each.what(model)
            other.what(ours)
    model.fit(*digits, batch_size=16, epochs=2, shuffle=False, verbose=0, callbacks=theirs)
    fit(ours, digits, epochs=2, batch_size=16, seed=0, shuffle=False, callbacks=found)
    for name, each, other in zip(uses(digits), theirs, found, strict=True):
        for expected, got in zip(each.found, other.found, strict=True):
            np.testing.assert_allclose(got, expected, rtol=1e-5, err_msg=name)


@pytest.mark.parametrize("fails", [False, True])
def test_afterwards_the_model_is_as_it_was(fails: bool, digits: Any, network: Any) -> None:  # noqa: FBT001
    def interrupt(model: keras.Model) -> None:
        if fails:
            raise RuntimeError("no weather today")

    model = network(steps_per_execution=3)
    model.evaluate(*digits, verbose=0)
    before = model.steps_per_execution, model.train_function, model.test_function
    try:
        fit(model, digits, epochs=1, batch_size=16, seed=0, callbacks=[Does(interrupt)])
    except RuntimeError:
        assert fails
    assert (model.steps_per_execution, model.train_function, model.test_function) == before
    assert "make_train_function" not in vars(model)


def anew(model: keras.Model) -> None:
    model.make_train_function(force=True)


def compiled(model: keras.Model) -> None:
    model.compile("sgd", "sparse_categorical_crossentropy")
    model.make_train_function()


@pytest.mark.parametrize("make", [anew, compiled])
def test_a_callback_may_have_the_step_made_anew(
    make: Any, digits: Any, network: Any, twice: Any
) -> None:
    """As those do that set layers free after some epochs."""

    class SetFree(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
            self.model.get_layer("frozen").trainable = epoch > 0
            make(self.model)

    model, ours = twice(lambda: network(keras.layers.Dense(4, name="frozen"), optimizer="sgd"))
    for each in (model, ours):
        each.optimizer.build(each.trainable_variables)
    free = [SetFree()]
    theirs = model.fit(*digits, batch_size=16, epochs=2, shuffle=False, verbose=0, callbacks=free)
    history = fit(ours, digits, epochs=2, batch_size=16, seed=0, shuffle=False, callbacks=free)
    assert history.history["loss"] == theirs.history["loss"]
    for one, other in zip(model.get_weights(), ours.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
