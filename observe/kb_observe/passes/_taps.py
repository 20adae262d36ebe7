"""Putting an ear to functions of layers for a while."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, NamedTuple

import keras

from kb_observe.layers import named_layers
from kb_observe.passes._stand_ins import standing_in


class Tap(NamedTuple):
    """A function of a layer: its `call`, or the `activation` it applies itself."""

    path: str
    layer: Any
    function: str


def taps(model: keras.Model) -> Iterator[Tap]:
    """Yield the calls of a model's layers; recurrent layers stand for their cells.

    A cell is called for every time step, and once more to find out its shapes.
    """
    recurrent: list[str] = []
    for path, layer in named_layers(model):
        if path.startswith(tuple(recurrent)):
            continue
        if isinstance(layer, keras.layers.RNN):
            recurrent.append(f"{path}/")
        yield Tap(path, layer, "call")


@contextmanager
def tapped(functions: Iterable[Tap], hear: Callable[[Tap, list[Any], Any], Any]) -> Iterator[None]:
    """Have functions of layers report what goes in and what comes out.

    Args:
        functions: The functions.
        hear: Is called at the end of every call with its arguments and its result, and returns
            what the caller gets for the result.
    """
    with ExitStack() as stack:
        for tap in functions:
            replacement = _replacement(tap, hear)
            stack.enter_context(standing_in(tap.layer, tap.function, replacement))
        yield


def _replacement(tap: Tap, hear: Callable[[Tap, list[Any], Any], Any]) -> Callable[..., Any]:
    function = getattr(tap.layer, tap.function)

    def replacement(*args: Any, **kwargs: Any) -> Any:
        return hear(tap, [*args, *kwargs.values()], function(*args, **kwargs))

    return replacement
