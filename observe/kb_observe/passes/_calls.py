"""Listening to the layers of a model while it is called."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, NamedTuple

import keras

from kb_observe.layers import named_layers
from kb_observe.passes._stand_ins import standing_in


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
    recurrent: list[str] = []
    with ExitStack() as stack:
        for path, layer in named_layers(model):
            if path.startswith(tuple(recurrent)):
                continue  # a cell is called for every time step, and once more to find its shapes
            if isinstance(layer, keras.layers.RNN):
                recurrent.append(f"{path}/")
            stack.enter_context(standing_in(layer, "call", _noting(path, layer, "call", layers)))
            own = callable(vars(layer).get("activation"))  # recurrent layers forward their cell's
            if own and not isinstance(layer, keras.layers.Activation):
                function = _noting(path, layer, "activation", activations)
                stack.enter_context(standing_in(layer, "activation", function))
        yield layers, activations


def _noting(path: str, layer: Any, name: str, calls: list[Call]) -> Callable[..., Any]:
    function = getattr(layer, name)

    def noted(*args: Any, **kwargs: Any) -> Any:
        outputs = function(*args, **kwargs)
        calls.append(Call(path, layer, next(iter([*args, *kwargs.values()]), None), outputs))
        return outputs

    return noted
