"""The one walk over layers."""

import keras
from kb_observe.layers import children, walk


def test_every_layer_at_any_depth_once_and_after_what_holds_it() -> None:
    shared = keras.layers.Dense(2, name="shared")
    inputs = keras.Input((3, 2), name="inputs")
    head = keras.Sequential([keras.layers.Dense(1, name="score")], name="head")
    hidden = keras.layers.LSTM(2, name="memory")(shared(shared(inputs)))
    model = keras.Model(inputs, head(hidden), name="whole")
    names = [layer.name for layer in walk(model) if not layer.name.startswith("input_layer")]
    assert names == ["whole", "inputs", "shared", "memory", "lstm_cell", "head", "score"]


def test_children_are_those_held_by_the_layer_itself() -> None:
    wrapper = keras.layers.TimeDistributed(keras.layers.Dense(2, name="inner"))
    model = keras.Sequential([wrapper])
    assert children(model) == [wrapper]
    assert [layer.name for layer in children(wrapper)] == ["inner"]
