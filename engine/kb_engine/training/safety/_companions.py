"""What Keras' callbacks remember from epoch to epoch, for checkpoints.

Keras' own callbacks keep their counters and best values in plain attributes, and forget them when
a training begins, and so do those derived from them. Others, such as one that writes event files,
continue from the model's step.

What a constructor was given isn't memory, though it stands in attributes as well: Keras turns the
sign of `min_delta` when it first compares, and does so again in a new callback. So callbacks have
the parameters of the recipe that they are resumed with. One that watches another figure than before
begins anew, since its best value was of the other.
"""

import inspect
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import keras
import numpy as np
import numpy.typing as npt

Memory = dict[str, npt.NDArray[Any]]

_WATCHED = "watched"


def remember(callbacks: Sequence[keras.callbacks.Callback]) -> Memory:
    """Copy the numbers and arrays that Keras' callbacks hold."""
    memory: Memory = {}
    for place, callback in _keras_own(callbacks):
        memory[f"{place}/{_WATCHED}"] = np.array(_watched(callback))
        parameters = _parameters(type(callback))
        for name, value in vars(callback).items():
            if name in parameters:
                continue
            if isinstance(value, bool | int | float | np.number):
                memory[f"{place}/{name}"] = np.array(value)
            elif _are_arrays(value):
                memory |= {f"{place}/{name}/{i:04}": array for i, array in enumerate(value)}
    return memory


def recall(callbacks: Sequence[keras.callbacks.Callback], memory: Mapping[str, Any]) -> None:
    """Give callbacks back what `remember` copied; to be done once their training has begun."""
    for place, callback in _keras_own(callbacks):
        watched = memory.get(f"{place}/{_WATCHED}")
        if watched is not None and str(watched) != _watched(callback):
            continue
        lists: dict[str, list[npt.NDArray[Any]]] = {}
        for key in sorted(key for key in memory if key.startswith(f"{place}/")):
            if key == f"{place}/{_WATCHED}":
                continue
            name, *item = key.removeprefix(f"{place}/").split("/")
            if item:
                lists.setdefault(name, []).append(memory[key])
            else:
                setattr(callback, name, memory[key].item())
        for name, arrays in lists.items():
            setattr(callback, name, arrays)


def _keras_own(
    callbacks: Sequence[keras.callbacks.Callback],
) -> Iterator[tuple[str, keras.callbacks.Callback]]:
    """Yield callbacks with their places among those of their class, which others don't shift."""
    places = Counter[str]()
    for callback in callbacks:
        if any(_is_keras_own(ancestor) for ancestor in type(callback).__mro__):
            name = type(callback).__name__
            yield f"{name}-{places[name]}", callback
            places[name] += 1


def _watched(callback: keras.callbacks.Callback) -> str:
    """The figure that a callback compares, and which way it is better; empty if there is none."""
    return " ".join(str(getattr(callback, name, "")) for name in ("monitor", "mode")).strip()


def _parameters(kind: type) -> set[str]:
    """The constructor's parameters, those of its ancestors included, to which it may pass on."""
    constructors = (vars(each)["__init__"] for each in kind.__mro__ if "__init__" in vars(each))
    return {name for each in constructors for name in inspect.signature(each).parameters}


def _is_keras_own(kind: type) -> bool:
    base = keras.callbacks.Callback
    return kind.__module__.startswith("keras.") and issubclass(kind, base) and kind is not base


def _are_arrays(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(i, np.ndarray) for i in value)
