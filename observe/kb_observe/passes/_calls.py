"""Listening to the layers of a model while it is called."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import keras

from kb_observe.layers import named_layers


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
    layers: list[Call] = []
    activations: list[Call] = []
    changed: list[tuple[Any, str, dict[str, Any]]] = []
    recurrent: list[str] = []
    for path, layer in named_layers(model):
        if path.startswith(tuple(recurrent)):
            continue  # a cell is called for every time step, and once more to find out its shapes
        if isinstance(layer, keras.layers.RNN):
            recurrent.append(f"{path}/")
        _tap(layer, "call", path, layers, changed)
        own = callable(vars(layer).get("activation"))  # recurrent layers forward their cell's
        if own and not isinstance(layer, keras.layers.Activation):
            _tap(layer, "activation", path, activations, changed)
    try:
        yield layers, activations
    finally:
        for layer, name, before in changed:
            object.__delattr__(layer, name)
            layer.__dict__.update(before)


def _tap(layer: Any, name: str, path: str, calls: list[Call], changed: list[Any]) -> None:
    function = getattr(layer, name)

    def tapped(*args: Any, **kwargs: Any) -> Any:
        outputs = function(*args, **kwargs)
        calls.append(Call(path, layer, next(iter([*args, *kwargs.values()]), None), outputs))
        return outputs

    changed.append((layer, name, {k: v for k, v in layer.__dict__.items() if k == name}))
    # Keras' own `__setattr__` would track the function as part of the layer.
    object.__setattr__(layer, name, tapped)
