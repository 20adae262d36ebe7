"""The one walk over the layers of a model."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import keras


def children(layer: "keras.Layer") -> "list[keras.Layer]":
    """Return the layers that a layer or model holds itself, in the order in which it got them."""
    # Keras has no public way to ask a layer that isn't a model for the layers inside it.
    inner: list[keras.Layer] = layer._flatten_layers(include_self=False, recursive=False)  # noqa: SLF001
    return list(inner)


def walk(layer: "keras.Layer") -> "Iterator[keras.Layer]":
    """Yield a layer or model and every layer inside it at any depth, each once.

    A layer comes before those inside it.
    """
    seen: set[int] = set()
    ahead = [layer]
    while ahead:
        current = ahead.pop()
        if id(current) not in seen:
            seen.add(id(current))
            yield current
            ahead.extend(reversed(children(current)))
