"""Monte Carlo dropout on any Keras model."""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from kb_engine.prediction import (
    NetworkCountError,
    NoRandomLayerError,
    mc_predict,
    mc_predict_outputs,
)
from kb_papers.layers import DropConnect, MCDropout, StochasticDepth

layers = keras.layers
ROWS = 40


@pytest.fixture
def x() -> Any:
    return np.random.default_rng(0).normal(size=(ROWS, 6)).astype("float32")


def sequential(*inner: Any, last: str = "softmax") -> keras.Model:
    keras.utils.set_random_seed(3)
    return keras.Sequential(
        [layers.Input((6,)), *inner, layers.Dense(3, activation=last, name="last")]
    )


@pytest.fixture
def model() -> keras.Model:
    return sequential(layers.Dense(8, activation="relu"), layers.Dropout(0.4))


def test_mean_and_deviation_are_those_of_a_loop_over_predictions(
    model: keras.Model, x: Any
) -> None:
    networks = 2000
    loop = tf.function(lambda: model(x, training=True))
    predictions = np.stack([loop() for _ in range(networks)]).astype(np.float64)
    doubt = mc_predict(model, x, networks)
    error = predictions.std(axis=0, ddof=1) / np.sqrt(networks)
    assert np.all(np.abs(doubt.mean - predictions.mean(axis=0)) < 5 * np.sqrt(2) * error + 1e-6)
    np.testing.assert_allclose(doubt.std, predictions.std(axis=0, ddof=1), rtol=0.2, atol=1e-6)
    np.testing.assert_allclose(doubt.standard_error, error, rtol=0.2, atol=1e-6)


def test_entropy_is_that_of_the_mean_and_disagreement_a_part_of_it(
    model: keras.Model, x: Any
) -> None:
    networks = 2000
    loop = tf.function(lambda: model(x, training=True))
    predictions = np.stack([loop() for _ in range(networks)]).astype(np.float64)
    doubt = mc_predict(model, x, networks)
    mean = predictions.mean(axis=0)
    total = -(mean * np.log(mean)).sum(axis=-1)
    own = -(predictions * np.log(predictions)).sum(axis=-1).mean(axis=0)
    assert doubt.entropy is not None
    assert doubt.mutual_information is not None
    np.testing.assert_allclose(doubt.entropy, total, atol=0.03)
    np.testing.assert_allclose(doubt.mutual_information, total - own, atol=0.01)


def test_a_seed_gives_the_same_networks_and_another_seed_others(model: keras.Model, x: Any) -> None:
    first, again, other = (mc_predict(model, x, 5, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.mean, again.mean)
    assert np.any(first.mean != other.mean)


def test_rows_that_are_alike_get_masks_of_their_own(model: keras.Model) -> None:
    doubt = mc_predict(model, np.ones((1030, 6), "float32"), 1)
    assert len(np.unique(doubt.mean[:, 0])) > 20  # of 2 ** 8 masks at most, over three batches


def test_norms_keep_to_their_moving_statistics(x: Any) -> None:
    model = sequential(layers.BatchNormalization(name="norm"), layers.Dropout(1e-7))
    doubt = mc_predict(model, x, 3)
    np.testing.assert_allclose(doubt.mean, model.predict(x, verbose=0), rtol=1e-5, atol=1e-6)


def test_nothing_of_the_model_changes(x: Any) -> None:
    model = sequential(layers.BatchNormalization(), layers.Dropout(0.5), layers.Dense(4))
    before = [np.array(variable) for variable in model.variables]
    attributes = [sorted(vars(layer)) for layer in model.layers]
    mc_predict(model, x, 4)
    for variable, value in zip(model.variables, before, strict=True):
        np.testing.assert_array_equal(variable, value)
    assert [sorted(vars(layer)) for layer in model.layers] == attributes


RANDOM_LAYERS: dict[str, Callable[[], list[Any]]] = {
    "alpha dropout": lambda: [layers.AlphaDropout(0.3)],
    "gaussian dropout": lambda: [layers.GaussianDropout(0.3)],
    "gaussian noise": lambda: [layers.GaussianNoise(0.5)],
    "spatial dropout": lambda: [
        layers.Reshape((2, 3)),
        layers.SpatialDropout1D(0.5),
        layers.Flatten(),
    ],
    "a recurrent layer's": lambda: [
        layers.Reshape((2, 3)),
        layers.LSTM(4, dropout=0.3, recurrent_dropout=0.3),
    ],
    "an attention layer's": lambda: [layers.Reshape((2, 3)), SelfAttention(), layers.Flatten()],
    "within a nested model": lambda: [keras.Sequential([layers.Dense(5), layers.Dropout(0.5)])],
    "around another layer": lambda: [
        layers.Reshape((2, 3)),
        layers.TimeDistributed(layers.Dropout(0.5)),
        layers.Flatten(),
    ],
    "of cut connections": lambda: [DropConnect(layers.Dense(4), 0.5)],
    "of literature that is always active": lambda: [MCDropout(0.5)],
    "beside a norm in one layer": lambda: [NormedNoise()],
    "of whole branches": lambda: [StochasticDepth(0.5)],
}


class SelfAttention(layers.Layer):
    def __init__(self) -> None:
        super().__init__()
        self.attention = layers.MultiHeadAttention(1, 2, dropout=0.5)

    def call(self, inputs: Any) -> Any:
        return self.attention(inputs, inputs)


class NormedNoise(layers.Layer):
    def __init__(self) -> None:
        super().__init__()
        self.norm = layers.BatchNormalization(momentum=0.0)
        self.seed_generator = keras.random.SeedGenerator(0)

    def call(self, inputs: Any, *, training: bool | None = None) -> Any:
        normed = self.norm(inputs, training=training)
        if not training:
            return normed
        return normed + keras.random.normal(normed.shape, stddev=1e-3, seed=self.seed_generator)


def test_a_norm_inside_a_layer_that_draws_keeps_to_its_statistics(x: Any) -> None:
    model = sequential(NormedNoise())
    doubt = mc_predict(model, x + 5, 20)
    np.testing.assert_allclose(doubt.mean, model.predict(x + 5, verbose=0), atol=0.01)


@pytest.mark.parametrize("name", RANDOM_LAYERS)
def test_dropout_of_every_kind_is_active(name: str, x: Any) -> None:
    doubt = mc_predict(sequential(*RANDOM_LAYERS[name]()), x, 10)
    assert np.all(doubt.std > 0)


class Branches(keras.Model):
    """A model whose layers no graph shows, one of them called twice."""

    def __init__(self) -> None:
        super().__init__()
        self.shared = layers.Dense(6, activation="tanh")
        self.drop = layers.Dropout(0.5)
        self.norm = layers.BatchNormalization()
        self.heads = [layers.Dense(1), layers.Dense(2, activation="sigmoid")]

    def call(self, inputs: Any, *, training: bool | None = None) -> Any:
        once = self.shared(inputs["a"] + inputs["b"])
        twice = self.shared(self.drop(once, training=training))
        return [head(self.norm(twice, training=training)) for head in self.heads]


def test_a_subclassed_model_with_several_inputs_and_outputs(x: Any) -> None:
    model = Branches()
    given = {"a": x, "b": x[::-1]}
    model(given)
    networks = 2000

    @tf.function
    def naive() -> Any:
        once = model.shared(x + x[::-1])
        twice = model.shared(model.drop(once, training=True))
        return [head(model.norm(twice, training=False)) for head in model.heads]

    number, share = mc_predict_outputs(model, given, networks)
    predicted = [naive() for _ in range(networks)]
    for doubt, place in ((number, 0), (share, 1)):
        expected = np.stack([each[place] for each in predicted])
        error = expected.std(axis=0, ddof=1) / np.sqrt(networks)
        assert np.all(np.abs(doubt.mean - expected.mean(axis=0)) < 8 * error + 1e-6)
    assert number.entropy is None  # a real number has no probability
    assert share.entropy is not None
    assert share.entropy.shape == (ROWS,)


def test_networks_are_added_until_the_mean_is_known_well_enough(model: keras.Model, x: Any) -> None:
    rough = mc_predict(model, x, "auto", tolerance=0.05)
    fine = mc_predict(model, x, "auto", tolerance=0.01)
    assert rough.standard_error.max() < 0.05
    assert fine.standard_error.max() < 0.01
    assert rough.networks[0] < fine.networks[0]
    np.testing.assert_array_equal(
        fine.mean, mc_predict(model, x, int(fine.networks[0])).mean
    )  # the same networks, asked in rounds or all at once


def test_what_no_random_number_reaches_is_computed_once(x: Any) -> None:
    calls: list[int] = []

    class Counted(layers.Dense):
        def call(self, inputs: Any, training: Any = None) -> Any:
            calls.append(tf.executing_eagerly())
            return super().call(inputs, training)

    before, after = Counted(5), Counted(5)
    recurrent = [layers.Reshape((5, 1)), layers.LSTM(2)]  # has a generator and no dropout
    model = sequential(before, *recurrent, layers.Dropout(0.5), after)
    calls.clear()
    mc_predict(model, x, 3)
    assert len(calls) == 3  # traced: once outside the loop, and what follows dropout once within


def test_a_model_without_dropout_is_refused(x: Any) -> None:
    with pytest.raises(NoRandomLayerError, match="every network says the same"):
        mc_predict(sequential(layers.Dense(4)), x, 3)


@pytest.mark.parametrize("samples", [0, -1, 10**6])
def test_a_number_of_networks_that_makes_no_sense_is_refused(
    model: keras.Model, x: Any, samples: int
) -> None:
    with pytest.raises(NetworkCountError, match="The number of networks is"):
        mc_predict(model, x, samples)
