"""Parts of models turned into plain data."""

import functools
import inspect
import re
from collections.abc import Mapping
from typing import Any

from kb_observe.layers import snake_case
from kb_observe.networks._network import Part, Plain

_COMMON = {"name", "trainable", "dtype", "autocast"}
"""Settings that every layer or metric has, which say nothing about what it does."""


def plain(value: Any) -> Plain:
    """Return a value as JSON can hold it; objects become their class and parameters."""
    match value:
        case None | bool() | int() | float() | str():
            return value
        case {"class_name": str(name), "config": config}:  # as Keras serializes objects
            return _serialized(name, config)
        case Mapping():
            return _plain_items(value)
        case list() | tuple() | set() | frozenset():
            return [plain(inner) for inner in value]
    return _of_object(value)


def part(value: Any) -> Part:
    """Describe a function, or an object with a configuration, such as an initializer."""
    if isinstance(value, str):
        return Part(value)
    if isinstance(value, functools.partial):
        inner = part(value.func)
        return Part(inner.name, {**inner.parameters, **_plain_items(value.keywords)})
    if inspect.isroutine(value):
        return Part(str(value.__name__), _defaults(value))
    return Part(_name(type(value).__name__), parameters(value))


def parameters(value: Any) -> dict[str, Plain]:
    """Return an object's configuration, empty if it doesn't tell."""
    try:
        config = value.get_config()
    except Exception:  # noqa: BLE001 - objects without a configuration are described all the same
        return {}
    settings = {**config, **getattr(value, "_fn_kwargs", {})}  # losses keep some to themselves
    return _plain_items({key: value for key, value in settings.items() if key not in _COMMON})


def _name(cls: str) -> str:
    """A class's name in snake case; `ReLU` is one word, as in the names of functions."""
    return snake_case(re.sub(r"[A-Z]?ReLU", lambda found: found[0].capitalize(), cls))


def _serialized(cls: str, config: Any) -> Plain:
    if not isinstance(config, Mapping):  # a function is serialized as its name
        return plain(config)
    return {"name": _name(cls), **_plain_items({k: v for k, v in config.items() if k != "name"})}


def _of_object(value: Any) -> Plain:
    if hasattr(value, "get_config") or callable(value):
        found = part(value)
        return {"name": found.name, **found.parameters} if found.parameters else found.name
    single = getattr(value, "ndim", None) == 0  # a number of NumPy's or a tensor
    return plain(value.item()) if single and hasattr(value, "item") else str(value)


def _plain_items(values: Mapping[Any, Any]) -> dict[str, Plain]:
    return {str(key): plain(inner) for key, inner in values.items()}


def _defaults(function: Any) -> dict[str, Plain]:
    """A function's parameters that have a plain default, such as `from_logits`."""
    try:
        found = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return {}
    return {
        one.name: one.default for one in found if isinstance(one.default, bool | int | float | str)
    }
