"""Hearing what others see of a model, so that it isn't looked at twice."""

from collections.abc import Callable
from weakref import WeakKeyDictionary, WeakMethod

import keras

from kb_observe.passes._sight import Sight

Hear = Callable[[Sight], None]

# what listens holds the model, so it is held weakly: a training that broke off leaves no trace
_LISTENERS: "WeakKeyDictionary[keras.Model, list[WeakMethod[Hear]]]" = WeakKeyDictionary()


def overhear(model: keras.Model, hear: Hear) -> Callable[[], None]:
    """Be told of every sight of a model that anybody gets through a `Probe`.

    Args:
        model: The model.
        hear: A bound method, which is told as long as its object lives, and mustn't take long.

    Returns:
        What ends it.
    """
    listener = WeakMethod(hear)
    _LISTENERS.setdefault(model, []).append(listener)

    def end() -> None:
        listeners = _LISTENERS.get(model, [])
        if listener in listeners:
            listeners.remove(listener)

    return end


def announce(model: keras.Model, sight: Sight) -> None:
    """Say to all that listen what was seen of a model."""
    for listener in list(_LISTENERS.get(model, ())):
        hear = listener()
        if hear is not None:
            hear(sight)
