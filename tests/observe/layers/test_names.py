"""Tags come from the names of layers and the roles of weights, never from Keras' counters."""

from typing import Any

import keras
from kb_observe.layers import named_layers, named_weights


def tags(model: keras.Model) -> list[str]:
    return [tag for tag, _ in named_weights(model)]


def nameless() -> keras.Model:
    layers = [keras.Input((2,)), keras.layers.Dense(2), keras.layers.PReLU(), keras.layers.Dense(1)]
    return keras.Sequential(layers)


def test_layers_without_names_are_numbered_within_their_model() -> None:
    for _ in range(3):
        assert tags(nameless()) == [
            "dense/kernel",
            "dense/bias",
            "p_re_lu/alpha",
            "dense_1/kernel",
            "dense_1/bias",
        ]


def test_given_names_are_kept() -> None:
    model = keras.Sequential(
        [keras.Input((2,)), keras.layers.Dense(2, name="hidden_7"), keras.layers.Dense(1)]
    )
    assert tags(model) == ["hidden_7/kernel", "hidden_7/bias", "dense/kernel", "dense/bias"]


def test_layers_inside_layers_are_named_by_their_path() -> None:
    inputs = keras.Input((3, 2))
    outputs = keras.layers.Bidirectional(keras.layers.LSTM(2, name="memory"), name="both")(inputs)
    model = keras.Model(inputs, keras.Sequential([keras.layers.Dense(1)], name="head")(outputs))
    assert "both/forward_memory/lstm_cell/recurrent_kernel" in tags(model)
    assert "both/backward_memory/lstm_cell/bias" in tags(model)
    assert "head/dense/kernel" in tags(model)


def test_a_wrapper_named_after_what_it_wraps_changes_no_tag() -> None:
    inside = keras.layers.Dense(1, name="hidden_1")
    wrapper = keras.layers.SpectralNormalization(inside, name="hidden_1")
    model = keras.Sequential([keras.Input((2,)), wrapper])
    assert tags(model) == ["hidden_1/vector_u", "hidden_1/kernel", "hidden_1/bias"]


def test_a_shared_layer_is_named_once() -> None:
    shared = keras.layers.Dense(2, name="shared")
    inputs = keras.Input((2,))
    model = keras.Model(inputs, shared(shared(inputs)))
    assert tags(model) == ["shared/kernel", "shared/bias"]


def test_weights_of_a_subclassed_model() -> None:
    class Model(keras.Model):
        def __init__(self) -> None:
            super().__init__()
            self.scale = self.add_weight(name="scale", shape=())
            self.dense = keras.layers.Dense(1)

        def call(self, x: Any) -> Any:
            return self.dense(x) * self.scale

    for _ in range(2):
        model = Model()
        model(keras.ops.zeros((1, 2)))
        assert tags(model) == ["model/scale", "dense/kernel", "dense/bias"]


def test_seeds_of_random_layers_are_no_weights() -> None:
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dropout(0.5)])
    assert [name for name, _ in named_layers(model)][-1] == "dropout"
    assert tags(model) == []


def test_no_two_weights_share_a_tag() -> None:
    class Twins(keras.layers.Layer):
        def build(self, shape: Any) -> None:
            self.first = self.add_weight(name="gain", shape=())
            self.second = self.add_weight(name="gain", shape=())

        def call(self, x: Any) -> Any:
            return x * self.first + self.second

    model = keras.Sequential([keras.Input((2,)), Twins(name="dense"), keras.layers.Dense(1)])
    assert tags(model) == ["dense/gain", "dense/gain_1", "dense_1/kernel", "dense_1/bias"]
