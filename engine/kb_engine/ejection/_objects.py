"""Keras objects, as their configurations tell, written as calls of their constructors."""

import inspect
import random
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np

from kb_engine.ejection._code import Call, Expression, sequence
from kb_engine.ejection._errors import EjectError
from kb_engine.ejection._sources import Sources


class Objects:
    """Writes objects, and remembers the classes that Keras doesn't bring.

    Attributes:
        sources: The code of these.
    """

    def __init__(self, sources: Sources) -> None:
        self.sources = sources

    def written(self, value: Any) -> Expression:
        """A value of a configuration as Python.

        Raises:
            EjectError: It can't be written as Python.
        """
        match value:
            case {"class_name": "__tuple__", "items": items}:
                return sequence([self.written(item) for item in items], "()")
            case {"class_name": "function", "config": str(name)}:
                raise EjectError(f"The function {name} can't be written out.")
            case {"module": str(module), "class_name": str(name), "config": dict(config)} if (
                module.startswith("keras.src.ops.")
            ):
                return self._operation(name, config)
            case {"class_name": str(), "config": dict()}:
                return self.constructed(value)
            case bool() | int() | str() | float() | None:
                return _literal(value)
            case list() | tuple():
                brackets = "[]" if isinstance(value, list) else "()"
                return sequence([self.written(item) for item in value], brackets)
            case dict():
                items = [f"{_literal(k)}: {self._flat(v)}" for k, v in value.items()]
                return f"{{{', '.join(items)}}}"
        raise EjectError(f"{value!r} can't be written out.")

    def constructed(self, serialized: Mapping[str, Any], always: tuple[str, ...] = ()) -> Call:
        """An object as a call with the arguments that aren't their defaults.

        Args:
            serialized: What Keras' serialization made of it.
            always: Arguments to give even so.

        Raises:
            EjectError: Its class has no source, or it can't be made from its configuration.
        """
        known = self._class(serialized)
        config = _settings(known, serialized["config"])
        named, required = _parameters(known, config)
        default = _default_config(known, {name: config[name] for name in required})
        given = {
            name: self.written(value)
            for name, value in config.items()
            if name in (*required, *always) or name not in default or value != default[name]
        }
        order = [*required, *(name for name in given if name not in (*required, "name"))]
        arguments = [(name, given[name]) for name in (*order, *({"name"} & given.keys()))]
        positional = required[:1] if named[:1] == required[:1] else []
        return Call(
            self._name(serialized, known),
            tuple(("" if name in positional else name, value) for name, value in arguments),
        )

    def _class(self, serialized: Mapping[str, Any]) -> Any:
        import keras

        module, name = str(serialized["module"]), str(serialized["class_name"])
        if module == "keras" or module.startswith("keras."):
            if module.startswith("keras.src"):
                raise EjectError(f"{name} of {module} is inside Keras and can't be written out.")
            found: Any = keras
            for part in module.split(".")[1:]:
                found = getattr(found, part)
            return getattr(found, name)
        registered = keras.saving.get_registered_object(serialized.get("registered_name"))
        if registered is None:
            raise EjectError(f"{name} of {module} isn't a registered class of Keras.")
        return registered

    def _name(self, serialized: Mapping[str, Any], known: Any) -> str:
        module = str(serialized["module"])
        if module == "keras" or module.startswith("keras."):
            return f"{module}.{serialized['class_name']}"
        return self.sources.add(known)

    def _operation(self, name: str, config: Mapping[str, Any]) -> Expression:
        """An operation, whose class Keras doesn't show, as the function that does the same."""
        import keras

        function = re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
        found = getattr(keras.activations, function, None)
        if found is None:
            raise EjectError(f"{name} is inside Keras and can't be written out.")
        takes = inspect.signature(found).parameters
        given = {n: v for n, v in config.items() if n in takes and v != takes[n].default}
        if not given:
            return f"keras.activations.{function}"
        arguments = ", ".join(f"{name}={self._flat(value)}" for name, value in given.items())
        return f"lambda x: keras.activations.{function}(x, {arguments})"

    def _flat(self, value: Any) -> str:
        from kb_engine.ejection._code import in_one_line

        return in_one_line(self.written(value))


def _settings(known: Any, config: Mapping[str, Any]) -> dict[str, Any]:
    """A configuration as a person would write it."""
    import keras

    found = dict(config)
    if issubclass(known, keras.optimizers.Optimizer):
        del found["name"]  # which Keras counts up
    if isinstance(found.get("learning_rate"), float):
        found["learning_rate"] = shortest(found["learning_rate"])
    return found


def _parameters(known: Any, config: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """What a constructor takes, and what of it has no default."""
    parameters = list(inspect.signature(known.__init__).parameters.values())[1:]
    named = [
        each for each in parameters if each.kind not in (each.VAR_KEYWORD, each.VAR_POSITIONAL)
    ]
    required = [each.name for each in named if each.default is each.empty and each.name in config]
    return [each.name for each in named], required


def _default_config(known: Any, required: Mapping[str, Any]) -> Mapping[str, Any]:
    """The configuration of an object that was told no more than it must be."""
    import keras

    with _random_state_kept():
        given = {
            name: keras.saving.deserialize_keras_object(value)
            if isinstance(value, dict) and "class_name" in value
            else value
            for name, value in required.items()
        }
        try:
            return _settings(known, known(**given).get_config())
        except (TypeError, ValueError):
            return {}


@contextmanager
def _random_state_kept() -> Iterator[None]:
    """Keras draws seeds from Python's generator for what has none."""
    before = random.getstate()
    try:
        yield
    finally:
        random.setstate(before)


def shortest(value: float) -> float:
    """The shortest number that single precision rounds to this one."""
    short = float(str(np.float32(value)))
    return short if np.float32(short) == np.float32(value) == value else value


def _literal(value: object) -> str:
    text = repr(value)
    if text in {"inf", "-inf", "nan"}:
        return f'float("{text}")'
    inner = text[1:-1]
    return f'"{inner}"' if text[0] == "'" and '"' not in inner else text
