"""Listening to layers leaves nothing behind in them."""

from typing import Any

import keras
import numpy as np
import pytest
from kb_observe.passes import Tap, infer, listening, tapped


def test_every_call_of_every_layer_in_the_order_in_which_they_end(
    subclassed: keras.Model,
) -> None:
    with listening(subclassed) as (layers, activations):
        subclassed(np.zeros((2, 3), "float32"))
    paths = [call.path for call in layers]
    assert paths == ["first", "drop", "second", "norm", "head/score", "head"]
    assert [call.path for call in activations] == ["first", "second", "head/score"]
    assert layers[0].outputs.shape == (2, 4)
    assert [vars(layer).keys() & {"call"} for layer in subclassed.layers] == [set()] * 5


def test_a_layer_that_is_called_by_keywords_is_heard() -> None:
    layer = keras.layers.MultiHeadAttention(1, 2, name="attention")

    class Asking(keras.Model):
        def __init__(self) -> None:
            super().__init__()
            self.attention = layer

        def call(self, x: Any) -> Any:
            return self.attention(query=x, value=x)

    model = Asking()
    with listening(model) as (layers, _):
        model(np.zeros((2, 3, 4), "float32"))
    assert layers[-1].path == "attention"
    assert layers[-1].inputs.shape == (2, 3, 4)


def test_recurrent_layers_stand_for_their_cells(recurrent: keras.Model) -> None:
    with listening(recurrent) as (layers, _):
        recurrent(np.ones((2, 5), "int32"))
    assert not [call.path for call in layers if call.path.endswith("cell")]
    assert "both" in [call.path for call in layers]


def test_an_error_in_the_model_leaves_its_layers_as_they_were() -> None:
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    with pytest.raises(ValueError, match="incompatible"), listening(model):
        model(np.zeros((1, 4), "float32"))
    assert "call" not in vars(model.layers[0])


def test_what_is_heard_may_be_replaced(subclassed: keras.Model) -> None:
    tap = Tap("first", subclassed.first, "call")
    x = np.ones((2, 3), "float32")
    with tapped([tap], lambda _, __, outputs: outputs * 0):
        silent = subclassed(x)
    assert np.ptp(silent) == 0
    assert np.abs(subclassed(x) - silent).max() > 0


def test_a_pass_as_in_prediction_gives_what_the_model_predicts(subclassed: keras.Model) -> None:
    import tensorflow as tf

    x = np.random.default_rng(0).normal(size=(6, 3)).astype("float32")
    outputs = tf.function(lambda: infer(subclassed, x).outputs, autograph=False)()
    np.testing.assert_allclose(outputs, subclassed.predict(x, verbose=0), rtol=1e-5)
