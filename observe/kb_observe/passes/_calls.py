"""Listening to the layers of a model while it is called."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import keras

from kb_observe.passes._taps import Tap, tapped, taps


class Call(NamedTuple):
    """What went into a function of a layer, and what came out."""

    path: str
    layer: Any
    inputs: Any
    outputs: Any


@contextmanager
def listening(model: keras.Model) -> Iterator[tuple[list[Call], list[Call]]]:
    """Note the calls of layers and of their activation functions, in the order in which they end.

    Cells of recurrent layers are left out.

    Yields:
        The calls of layers and the calls of activation functions that layers apply themselves;
        both grow while the model is called.
    """
    found: dict[str, list[Call]] = {"call": [], "activation": []}

    def note(tap: Tap, arguments: list[Any], outputs: Any) -> Any:
        inputs = next(iter(arguments), None)
        found[tap.function].append(Call(tap.path, tap.layer, inputs, outputs))
        return outputs

    layers = list(taps(model))
    functions = [tap._replace(function="activation") for tap in layers if _applies_one(tap.layer)]
    with tapped([*layers, *functions], note):
        yield found["call"], found["activation"]


def _applies_one(layer: Any) -> bool:
    """Whether a layer applies an activation itself; recurrent layers forward their cell's."""
    own = callable(vars(layer).get("activation"))
    return own and not isinstance(layer, keras.layers.Activation)
