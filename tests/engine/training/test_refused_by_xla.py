"""Where XLA refuses a step, the graph trains it, from the state before and to the same bits."""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from kb_engine.training import fit
from kb_engine.training.step import _compilation as compilation

layers = keras.layers


class Text(layers.Layer):
    """Passes through a piece of text, which XLA has none of."""

    def call(self, inputs: Any) -> Any:
        return inputs + tf.strings.to_number(tf.strings.as_string(tf.reduce_sum(inputs))) * 0


def python_loss(targets: Any, predicted: Any) -> Any:
    python = tf.numpy_function(lambda array: np.float32(array.mean()), [predicted], tf.float32)
    python.set_shape(())
    return keras.losses.sparse_categorical_crossentropy(targets, predicted) + 0 * python


class Prints(keras.Sequential):
    def train_step(self, data: Any) -> Any:
        tf.print("a step", output_stream="file:///dev/null")
        return super().train_step(data)


def classifier(
    *hidden: keras.layers.Layer, kind: Any = keras.Sequential, **told: Any
) -> keras.Model:
    head = layers.Dense(4, activation="softmax")
    model: keras.Model = kind([keras.Input((8, 8)), *hidden, layers.Flatten(), head])
    model.compile(**({"optimizer": "adam", "loss": "sparse_categorical_crossentropy"} | told))
    return model


REFUSED: dict[str, Callable[[], keras.Model]] = {
    "text in a layer": lambda: classifier(Text(), layers.Dropout(0.3)),
    "Python in a loss": lambda: classifier(layers.Dropout(0.3), loss=python_loss),
    "a print in a step": lambda: classifier(kind=Prints),
}
RECURRENT: dict[str, Callable[[], keras.Model]] = {
    "LSTM": lambda: classifier(layers.LSTM(3)),
    "GRU": lambda: classifier(layers.GRU(3, return_sequences=True)),
    "bidirectional": lambda: classifier(layers.Bidirectional(layers.SimpleRNN(3))),
}


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(make, id=name, marks=[pytest.mark.slow] if name != "a print in a step" else [])
        for name, make in REFUSED.items()
    ],
)
def test_auto_trains_what_the_graph_trains(
    make: Any, digits: Any, twice: Any, assert_same_state: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compilation, "PAYBACK_STEPS", 0)
    model, ours = twice(make)
    model.fit(*digits, batch_size=16, shuffle=False, verbose=0)
    history = fit(
        ours,
        digits,
        validation=digits,
        epochs=1,
        batch_size=16,
        seed=0,
        shuffle=False,
        compilation="auto",
    )
    assert history.compilation.choice == "graph"
    assert history.compilation.reason.startswith("XLA can't compile the step: it lacks the op")
    model.evaluate(*digits, verbose=0)  # as ours did, which sets the metrics back
    for one, other in zip(model.variables, ours.variables, strict=True):
        if "mean" not in one.path:
            np.testing.assert_array_equal(one, other, err_msg=one.path)
    assert history.history["val_loss"]


@pytest.mark.slow
def test_a_model_that_is_not_built_trains_though_its_random_numbers_are_not_known(
    twice: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def deferred() -> keras.Model:
        model = keras.Sequential([layers.CutMix(seed=0), layers.Flatten(), layers.Dense(1)])
        model.compile("adam", "mse")
        return model

    monkeypatch.setattr(compilation, "PAYBACK_STEPS", 0)
    random = np.random.default_rng(0)
    pictures = random.normal(size=(22, 4, 4, 1)).astype("float32"), np.ones((22, 1), "float32")
    model, ours = twice(deferred)
    theirs = model.fit(*pictures, batch_size=8, epochs=2, shuffle=False, verbose=0)
    history = fit(ours, pictures, epochs=2, batch_size=8, seed=0, shuffle=False, compilation="auto")
    assert history.compilation.choice == "graph"
    np.testing.assert_allclose(history.history["loss"], theirs.history["loss"], rtol=1e-6)


@pytest.mark.slow
def test_the_cause_is_told_though_no_step_has_given_variables_their_first_values() -> None:
    model = keras.Sequential([layers.AugMix(), layers.Flatten(), layers.Dense(1)])
    model.compile("rmsprop", "mse")
    pictures = np.ones((6, 4, 4, 1), "float32"), np.ones((6, 1), "float32")
    with pytest.raises(tf.errors.InvalidArgumentError, match="unsupported operations"):
        fit(model, pictures, epochs=1, batch_size=4, seed=0, compilation="xla")


@pytest.mark.slow
@pytest.mark.parametrize("make", RECURRENT.values(), ids=RECURRENT)
def test_recurrent_layers_train_under_auto_with_a_partial_batch(
    make: Any, digits: Any, twice: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compilation, "PAYBACK_STEPS", 0)
    model, ours = twice(make)
    theirs = model.fit(*digits, batch_size=16, epochs=2, shuffle=False, verbose=0)
    history = fit(ours, digits, epochs=2, batch_size=16, seed=0, shuffle=False, compilation="auto")
    np.testing.assert_allclose(history.history["loss"], theirs.history["loss"], rtol=1e-4)


def test_what_was_asked_for_by_name_fails_by_name(digits: Any) -> None:
    with pytest.raises(tf.errors.InvalidArgumentError, match="unsupported operations"):
        fit(classifier(Text()), digits, epochs=1, batch_size=16, seed=0, compilation="xla")


@pytest.mark.slow
def test_steps_that_xla_compiles_only_by_themselves_train_where_xla_was_asked_for(
    digits: Any, twice: Any
) -> None:
    model, ours = twice(
        lambda: classifier(
            layers.Conv1D(4, 2, groups=2, dilation_rate=2, padding="same"), jit_compile=True
        )
    )
    theirs = model.fit(*digits, batch_size=16, epochs=2, shuffle=False, verbose=0)
    history = fit(ours, digits, epochs=2, batch_size=16, seed=0, shuffle=False, compilation="xla")
    assert history.compilation.choice == "xla"
    assert "each step by itself" in history.compilation.reason
    np.testing.assert_allclose(history.history["loss"], theirs.history["loss"], rtol=1e-5)


@pytest.mark.parametrize(
    ("told", "choice", "was"), [(False, "graph", "wasn't"), (True, "xla", "was")]
)
def test_without_a_word_steps_run_as_the_model_was_compiled(
    told: bool,  # noqa: FBT001
    choice: str,
    was: str,
    digits: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(compilation, "PAYBACK_STEPS", 0)
    history = fit(classifier(jit_compile=told), digits, epochs=1, batch_size=16, seed=0)
    assert history.compilation.choice == choice
    assert history.compilation.reason == f"the model {was} compiled with jit_compile=True"
