"""Any Keras model is probed, on copies: it stays as it was."""

import random
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from kb_engine.diagnosis.probing import (
    CopyError,
    ProbeError,
    probe,
)

from tests.engine.diagnosis.networks import X, Y, regression, stack, table


def test_nothing_about_the_model_or_the_generators_is_changed() -> None:
    model = stack("selu", "lecun_normal")
    model.fit(X[:64], Y[:64], verbose=0)
    variables = [*model.variables, *model.optimizer.variables]
    before = [np.array(each) for each in variables]
    states = random.getstate(), np.random.get_state(legacy=False)["state"]["pos"]  # noqa: NPY002 - Keras moves it
    functions = model.train_function
    probe(model, X, Y, epochs=1)
    assert all(np.array_equal(a, np.array(b)) for a, b in zip(before, variables, strict=True))
    assert states == (random.getstate(), np.random.get_state(legacy=False)["state"]["pos"])  # noqa: NPY002
    assert model.train_function is functions


def test_graphs_are_rewritten_again_after_a_probe() -> None:
    off = "disable_meta_optimizer"
    before = tf.config.optimizer.get_experimental_options().get(off, False)
    probe(stack("relu", "he_normal"), X, Y, epochs=1, seeds=1)
    assert tf.config.optimizer.get_experimental_options().get(off, False) == before


def test_probing_twice_gives_the_same() -> None:
    first, second = (
        probe(stack("tanh", "glorot_normal"), X, Y, epochs=1, mending=False) for _ in range(2)
    )
    assert first.to_dict() == second.to_dict()


@keras.saving.register_keras_serializable("test_probe")
class Summed(keras.Model):
    """A subclassed model with two inputs and a training step of its own."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.first = keras.layers.Dense(16, activation="relu")
        self.last = keras.layers.Dense(10, activation="softmax")

    def call(self, inputs: Any) -> Any:
        return self.last(self.first(inputs["a"]) + self.first(inputs["b"]))

    def train_step(self, data: Any) -> Any:
        return super().train_step(data)


def test_a_subclassed_model_with_two_inputs_and_its_own_step_is_probed() -> None:
    model = Summed()
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy")
    assert probe(model, {"a": X, "b": X}, Y, epochs=5, seeds=1).verdict == "healthy"


class Closed(keras.Model):
    """A subclassed model without a configuration."""

    def __init__(self, units: int, secret: object) -> None:
        super().__init__()
        self.last = keras.layers.Dense(units, activation="softmax")
        self.secret = secret

    def call(self, inputs: Any) -> Any:
        return self.last(inputs)


def test_what_cant_be_probed_is_refused_with_what_to_do() -> None:
    plain = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10)])
    with pytest.raises(ProbeError, match="isn't compiled"):
        probe(plain, X, Y)
    with pytest.raises(ProbeError, match="no targets"):
        probe(stack("relu", "he_normal"), X, None)
    with pytest.raises(ProbeError, match="no samples"):
        probe(stack("relu", "he_normal"), X[:0], Y[:0])
    closed = Closed(10, object())
    closed.compile("sgd", "sparse_categorical_crossentropy")
    with pytest.raises(CopyError, match="get_config"):
        probe(closed, X, Y)


def test_a_network_with_a_loss_and_a_schedule_of_ones_own_is_probed() -> None:
    class Falling(keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step: Any) -> Any:
            return 0.01 / (1 + 0.001 * keras.ops.cast(step, "float32"))

        def get_config(self) -> dict[str, Any]:
            return {}

    def pinball(y: Any, predicted: Any) -> Any:
        error = y - predicted
        return keras.ops.mean(keras.ops.maximum(0.9 * error, -0.1 * error), axis=-1)

    x, y = table()
    model = regression()
    model.compile(keras.optimizers.Adam(Falling()), pinball, metrics=[pinball])
    assert probe(model, x, y[:, None], epochs=10, mending=False).verdict == "healthy"
    assert model.compiled


class Plain(keras.Model):
    """A model as most people write one: with an `__init__` that takes no settings of Keras."""

    def __init__(self) -> None:
        super().__init__()
        self.first = keras.layers.Dense(24, activation="relu")
        self.last = keras.layers.Dense(1)

    def call(self, inputs: Any) -> Any:
        return self.last(self.first(inputs))


def test_a_model_whose_init_takes_no_settings_is_probed() -> None:
    x, y = table()
    model = Plain()
    model.compile(keras.optimizers.Adam(0.01), "mean_squared_error")
    report = probe(model, x, y, epochs=10, seeds=1, mending=False)
    assert report.verdict == "healthy"


def test_a_named_function_and_a_vocabulary_are_copied() -> None:
    texts = np.array([["good film"], ["bad film"]] * 40, dtype=object)
    words = keras.layers.TextVectorization(output_sequence_length=4)
    words.adapt(texts[:, 0])

    def mean(vectors: Any) -> Any:
        return keras.ops.mean(vectors, axis=1)

    model = keras.Sequential([keras.Input((1,), dtype="string"), words])
    model.add(keras.layers.Embedding(8, 4))
    model.add(keras.layers.Lambda(mean, output_shape=(4,)))
    model.add(keras.layers.Dense(1, activation="sigmoid"))
    model.compile(keras.optimizers.Adam(0.05), "binary_crossentropy")
    y = np.tile([1.0, 0.0], 40)
    assert probe(model, texts, y, epochs=20, seeds=1, mending=False).verdict == "healthy"


def test_a_normalization_keeps_what_it_was_adapted_to() -> None:
    x, y = table()
    x = 1000 + 200 * x
    adapted = keras.layers.Normalization()
    adapted.adapt(x)
    model = regression(adapted)
    model.compile("adam", "mean_squared_error")
    report = probe(model, x, y, epochs=10, mending=False)
    assert report.verdict == "healthy"
    assert report.layers[0].std == pytest.approx(1, abs=0.2)


def test_a_long_refusal_is_cut() -> None:
    x, _ = table()
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(3, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    with pytest.raises(ProbeError) as refused:
        probe(model, x, np.full(len(x), 3))
    assert len(str(refused.value)) < 500
