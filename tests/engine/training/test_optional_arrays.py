"""None among inputs, targets and weights, where Keras takes it."""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
from kb_engine.training import evaluate, fit

layers = keras.layers
random = np.random.default_rng(0)
X, Y = random.normal(size=(40, 4)).astype("float32"), random.normal(size=(40, 1))
WEIGHTS = random.random(40)


class Optional(keras.Model):
    """Adds a second input, if there is one."""

    def __init__(self) -> None:
        super().__init__()
        self.dense = layers.Dense(1)

    def call(self, inputs: Any) -> Any:
        a, b = inputs["a"], inputs["b"]
        return self.dense(a if b is None else a + b)


class Add(layers.Layer):
    def call(self, a: Any, b: Any = None) -> Any:
        return a if b is None else a + b


def optional() -> keras.Model:
    model = Optional()
    model.compile("sgd", "mse")
    return model


def functional() -> keras.Model:
    a, b = keras.Input((4,)), keras.Input((4,), optional=True)
    model = keras.Model([a, b], layers.Dense(1)(Add()(a, b)))
    model.compile("sgd", "mse")
    return model


def two_outputs(*loss: str | None) -> Callable[[], keras.Model]:
    def make() -> keras.Model:
        x = keras.Input((4,))
        model = keras.Model(x, [layers.Dense(1)(x), layers.Dense(1)(x)])
        model.compile("sgd", list(loss))
        return model

    return make


def unsupervised() -> keras.Model:
    class Loss(layers.Layer):
        def call(self, inputs: Any) -> Any:
            self.add_loss(keras.ops.mean(inputs**2))
            return inputs

    model = keras.Sequential([keras.Input((4,)), layers.Dense(2), Loss()])
    model.compile("sgd")
    return model


@pytest.mark.parametrize(
    ("make", "data"),
    [
        (optional, ({"a": X, "b": None}, Y)),
        (functional, ([X, None], Y)),
        (functional, ([X, None], Y, WEIGHTS)),
        (two_outputs("mse", None), (X, [Y, None])),
        (two_outputs("mse", "mse"), (X, [Y, Y], [WEIGHTS, None])),
        (two_outputs("mse", "mse"), (X, [Y, Y], WEIGHTS)),
        (unsupervised, (X,)),
        (unsupervised, (X, None)),
        (unsupervised, (X, None, WEIGHTS)),
    ],
    ids=[
        "an input of a subclassed model",
        "an input of a functional model",
        "an input, and weights",
        "a target",
        "the weights of one output",
        "the same weights for all outputs",
        "no targets",
        "None as targets",
        "None as targets, and weights",
    ],
)
@pytest.mark.filterwarnings("ignore:Gradients do not exist")  # of the output without a target
def test_none_is_taken_as_in_keras(
    make: Any, data: Any, twice: Any, assert_same_state: Any
) -> None:
    model, ours = twice(make)
    x, y, weights = (*data, None, None)[:3]
    theirs = model.fit(x, y, 16, sample_weight=weights, shuffle=False, verbose=0)
    history = fit(ours, data, validation=data, epochs=1, batch_size=16, seed=0, shuffle=False)
    assert history.history["loss"] == theirs.history["loss"]
    assert_same_state(model, ours)
    np.testing.assert_allclose(
        evaluate(ours, data)["loss"], history.history["val_loss"][0], rtol=1e-5
    )


def test_a_missing_input_that_is_needed_is_named_as_in_keras() -> None:
    a, b = keras.Input((4,), name="a"), keras.Input((4,), name="b")
    model = keras.Model({"a": a, "b": b}, layers.Dense(1)(layers.Add()([a, b])))
    model.compile("sgd", "mse")
    with pytest.raises(ValueError, match=r"The input 'b' is not optional|Got 'None'"):
        fit(model, ({"a": X, "b": None}, Y), epochs=1, batch_size=16, seed=0)


def test_a_step_is_given_what_keras_gives_it() -> None:
    """Inputs without targets stand alone, not in a tuple of one."""

    class Steps(keras.Model):
        seen: Any = None

        def train_step(self, data: Any) -> Any:
            self.seen = type(data).__name__, keras.tree.map_structure(lambda t: t.shape[-1], data)
            return {"loss": keras.ops.mean(keras.tree.flatten(data)[0])}

    for x in (X, [X, X], {"a": X}):
        theirs, ours = Steps(), Steps()
        theirs.compile()
        ours.compile()
        theirs.fit(x, batch_size=10, verbose=0)
        fit(ours, (x,), epochs=1, batch_size=10, seed=0)
        assert ours.seen == theirs.seen


def test_nothing_but_none_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing to train on"):
        fit(optional(), (None,), epochs=1, batch_size=10, seed=0)


def test_a_number_in_the_place_of_an_array_is_refused() -> None:
    with pytest.raises(ValueError, match="an array with a row for each sample is needed, got 1"):
        fit(optional(), ([1, 2], Y), epochs=1, batch_size=10, seed=0)


@pytest.mark.parametrize("weights", [{"one": np.ones(8)}, [np.ones(8)]])
def test_weights_of_another_structure_than_the_targets_are_refused_as_in_keras(
    weights: Any,
) -> None:
    x = keras.Input((4,))
    model = keras.Model(x, {name: keras.layers.Dense(1, name=name)(x) for name in ("one", "two")})
    model.compile("sgd", {"one": "mse", "two": "mse"})
    images, y = np.ones((8, 4)), {"one": np.ones((8, 1)), "two": np.ones((8, 1))}
    with pytest.raises(ValueError, match="one `sample_weight` array per output"):
        model.fit(images, y, sample_weight=weights, verbose=0)
    with pytest.raises(ValueError, match=r"for each output: y is .*'two': 'array'"):
        fit(model, (images, y, weights), epochs=1, batch_size=4, seed=0)
