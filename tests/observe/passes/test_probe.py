"""One batch forward and back through models of every sort, which stay as they were."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from kb_observe.layers import named_weights
from kb_observe.passes import BATCH, Probe, can_be_called, first_samples


def weights(model: keras.Model) -> list[np.ndarray]:
    return [np.array(variable) for variable in [*model.variables, *model.optimizer.variables]]


def data(*shape: int) -> np.ndarray:
    return np.random.default_rng(0).normal(size=shape).astype("float32")


def test_a_subclassed_model(subclassed: keras.Model) -> None:
    x, y = data(10, 3), data(10, 1)
    before = weights(subclassed)
    seen = Probe(subclassed, x, y).read()
    assert list(seen.outputs) == [
        "first/output",
        "second/output",
        "norm/output",
        "head/score/output",
    ]
    assert set(seen.slopes) == {"first"}
    assert set(seen.gradients) == {
        tag for tag, weight in named_weights(subclassed) if weight.trainable
    }
    assert np.isfinite(seen.losses["loss/total"])
    mean, variance = seen.statistics["norm"]
    assert mean.shape == variance.shape == (4,)
    for now, then in zip(weights(subclassed), before, strict=True):
        np.testing.assert_array_equal(now, then)


def test_several_inputs_and_outputs(two_by_two: keras.Model) -> None:
    x = [data(10, 3), data(10, 2)]
    y = {"label": np.arange(10) % 3, "size": data(10, 1)}
    seen = Probe(two_by_two, x, y).read()
    assert set(seen.outputs) == {f"{name}/output" for name in ("joined", "hidden", "label", "size")}
    expected = two_by_two.evaluate(x, y, verbose=0, return_dict=True)["loss"]
    assert float(seen.losses["loss/total"]) == pytest.approx(expected, rel=1e-5)


def test_gradients_are_those_of_the_loss(two_by_two: keras.Model) -> None:
    x = [data(10, 3), data(10, 2)]
    y = {"label": np.arange(10) % 3, "size": data(10, 1)}
    with tf.GradientTape() as tape:
        loss = two_by_two.compute_loss(x, y, two_by_two(x, training=True))
    kernel = two_by_two.get_layer("hidden").kernel
    found = Probe(two_by_two, x, y).read().gradients["hidden/kernel"]
    np.testing.assert_allclose(found, tape.gradient(loss, kernel.value), rtol=1e-5, atol=1e-7)


def test_a_recurrent_model(recurrent: keras.Model) -> None:
    words = np.random.default_rng(0).integers(0, 20, (10, 5))
    seen = Probe(recurrent, words, data(10, 1) > 0).read()
    assert seen.outputs["both/output"].shape == (10, 6)
    assert seen.gradients["vectors/embeddings"].shape == (20, 6)
    assert "both/forward_memory/lstm_cell/kernel" in seen.gradients


def test_a_model_that_was_not_compiled_has_activations_alone() -> None:
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, "tanh", name="hidden")])
    seen = Probe(model, data(4, 3), data(4, 2)).read()
    assert (seen.gradients, seen.losses) == ({}, {})
    np.testing.assert_allclose(
        seen.slopes["hidden"], 1 - seen.outputs["hidden/output"] ** 2, rtol=1e-5
    )


def test_a_loss_that_cannot_be_computed_costs_no_activations(subclassed: keras.Model) -> None:
    probe = Probe(subclassed, data(10, 3), data(4, 7))
    for _ in range(2):
        seen = probe.read()
        assert "head/score/output" in seen.outputs
        assert seen.gradients == {}
        assert list(seen.failures) == ["gradients"]


def test_what_is_no_tensor_of_real_numbers_is_named() -> None:
    class Ragged(keras.layers.Layer):
        def call(self, x: tf.Tensor) -> tf.RaggedTensor:
            return tf.RaggedTensor.from_tensor(x)

    class Whole(keras.Model):
        def __init__(self) -> None:
            super().__init__()
            self.odd = Ragged(name="odd")
            self.even = keras.layers.Dense(2, name="even")

        def call(self, x: tf.Tensor) -> tf.Tensor:
            return self.even(self.odd(x).to_tensor(shape=(None, 3)))

    model = Whole()
    model(data(2, 3))
    seen = Probe(model, data(4, 3), None).read()
    assert list(seen.outputs) == ["even/output"]
    assert seen.left_out == {"odd/output": "is ragged"}


def test_which_models_can_be_called(subclassed: keras.Model, autoencoder: keras.Model) -> None:
    assert can_be_called(subclassed)
    assert can_be_called(keras.Sequential([]))
    assert not can_be_called(autoencoder)


def test_the_first_samples_in_the_precision_of_keras() -> None:
    found = first_samples({"x": np.ones((100, 2)), "y": np.ones((100,), "int64")})
    assert {name: (one.shape, one.dtype.name) for name, one in found.items()} == {
        "x": ((BATCH, 2), "float32"),
        "y": ((BATCH,), "int64"),
    }
