"""Samples in any form that Keras trains on."""

from typing import Any

import keras
import numpy as np
import pytest
import scipy.sparse
import tensorflow as tf
from kb_engine.diagnosis import SamplesError, check
from kb_engine.diagnosis.probing import ProbeError, probe

X = np.random.default_rng(0).random((60, 20)).astype("float32") * 40
Y = np.arange(60) % 3


def network(width: int = 20, loss: str | None = "sparse_categorical_crossentropy") -> keras.Model:
    model = keras.Sequential([keras.Input((width,)), keras.layers.Dense(3, activation="softmax")])
    model.compile("adam", loss)
    return model


@pytest.mark.parametrize(
    "x",
    [scipy.sparse.csr_matrix(X), tf.sparse.from_dense(X), tf.constant(X), X.tolist()],
    ids=["scipy", "sparse tensor", "tensor", "lists"],
)
def test_all_forms_of_samples_are_seen_alike(x: Any) -> None:
    expected = check(network(), X, Y).findings
    assert [each.code for each in expected] == ["KB301"]
    assert [(e.code, e.message) for e in check(network(), x, Y.tolist()).findings] == [
        (e.code, e.message) for e in expected
    ]
    seen = probe(network(), x, Y.tolist(), epochs=1, seeds=1, mending=False)
    assert seen.baseline == pytest.approx(np.log(3), abs=0.01)


def test_ragged_rows_of_integers_are_padded() -> None:
    x = tf.ragged.constant([[1 + row % 9] * (1 + row % 5) for row in range(60)])
    model = keras.Sequential(
        [
            keras.Input((None,), dtype="int32"),
            keras.layers.Embedding(10, 4),
            keras.layers.GlobalAveragePooling1D(),
            keras.layers.Dense(3, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy")
    assert check(model, x, Y).findings == ()
    assert probe(model, x, Y, epochs=1, seeds=1, mending=False).layers


@pytest.mark.parametrize(
    ("x", "y", "said"),
    [
        (X, Y[:10], "of 10 and 60 rows"),
        (X, np.array(["a", "b", "c"] * 20), "Targets are words"),
        (tf.data.Dataset.from_tensor_slices((X, Y)).batch(8), None, "isn't an array"),
        ([[1.0], [1.0, 2.0]], [0, 1], "differ in length"),
        (np.float32(1.0), None, "has no rows"),
    ],
    ids=["fewer targets", "words", "batches", "unequal rows", "a number"],
)
def test_what_isnt_samples_is_refused_with_what_to_do(x: Any, y: Any, said: str) -> None:
    for look in (check, probe):
        with pytest.raises(SamplesError, match=said) as found:
            look(network(), x, y)
        assert found.value.hint


def test_a_model_that_cant_take_the_samples_says_why() -> None:
    with pytest.raises(ProbeError, match="expected axis -1 of input shape to have value 5"):
        probe(network(5), X, Y)
    with pytest.raises(ProbeError, match="No loss to compute"):
        probe(network(loss=None), X, Y)


class Paired(keras.Model):
    """A model whose own step takes pairs, as `fit` gives them."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.last = keras.layers.Dense(3, activation="softmax")

    def call(self, inputs: Any) -> Any:
        return self.last(inputs)

    def train_step(self, data: Any) -> Any:
        x, y = data
        with tf.GradientTape() as tape:
            loss = self.compute_loss(x, y, self(x, training=True))
        weights = self.trainable_variables
        self.optimizer.apply(tape.gradient(loss, weights), weights)
        return {"own": loss}


def test_a_step_that_unpacks_pairs_is_taken() -> None:
    model = Paired()
    model.compile(keras.optimizers.Adam(0.1), "sparse_categorical_crossentropy")
    assert check(model, X, Y).findings
    assert len(probe(model, X, Y, epochs=50, seeds=1, mending=False).losses) >= 100


def test_a_lambda_that_makes_nan_is_named() -> None:
    model = keras.Sequential(
        [
            keras.Input((20,)),
            keras.layers.Lambda(lambda values: keras.ops.log(values) + np.nan),
            keras.layers.Dense(3, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy")
    report = probe(model, X, Y, epochs=1, seeds=1, mending=False)
    assert (report.verdict, report.begins_at) == ("non-finite", "lambda")


def test_ten_thousand_classes_are_probed() -> None:
    model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(10_000, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    report = probe(model, X, Y * 3_333, epochs=1, seeds=1, mending=False)
    assert report.baseline == pytest.approx(np.log(3), abs=0.01)
