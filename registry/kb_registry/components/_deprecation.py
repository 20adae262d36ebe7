"""Former names, which keep working for a while and say what replaces them."""

import warnings
from collections.abc import Mapping
from functools import wraps
from typing import Any

import attrs

from kb_registry._errors import InvalidParameterError
from kb_registry.components._parameter import Parameter


class DeprecatedNameWarning(FutureWarning):
    """A name that a later release drops."""


def warn_of_name(former: str, current: str, release: str, *, stacklevel: int = 3) -> None:
    """Say that something has a new name.

    Args:
        former: The name that was given, for people.
        current: The name that replaces it.
        release: The release that drops the former name, for people.
        stacklevel: Whose line is warned about: 2 is who calls this, 3 who called that.
    """
    message = f"{former} is now called {current}; the former name will be removed in {release}."
    warnings.warn(message, DeprecatedNameWarning, stacklevel=stacklevel)


def current_name(owner: str, parameters: Mapping[str, Parameter], name: str) -> str:
    """A parameter's current name, with a warning if another was given."""
    for parameter in parameters.values():
        if name in parameter.former_names:
            release = f"release {parameter.former_names[name]}"
            warn_of_name(f"{owner}: {name}", parameter.name, release, stacklevel=4)
            return parameter.name
    return name


def accept_former_names(cls: Any) -> None:
    """Let the constructor of a component class take former names of its parameters."""
    construct = cls.__init__
    if not any(field.metadata.get("former_names") for field in attrs.fields(cls)):
        return

    @wraps(construct)
    def __init__(self: Any, *args: Any, **arguments: Any) -> None:  # noqa: N807 - it becomes that method
        current = {}
        for given, value in arguments.items():
            name = current_name(cls.__name__, cls.parameters(), given)
            if name in current:
                raise InvalidParameterError(f"{cls.__name__}: {name} is given twice.")
            current[name] = value
        construct(self, *args, **current)

    cls.__init__ = __init__
