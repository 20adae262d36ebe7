"""Former names, which keep working for a while and say what replaces them."""

import warnings
from collections.abc import Mapping
from functools import wraps
from typing import TYPE_CHECKING, Any

import attrs

from kb_registry._errors import InvalidParameterError

if TYPE_CHECKING:
    from kb_registry.components._component import Parameter
    from kb_registry.installed._discovery import Entry


class DeprecatedNameWarning(FutureWarning):
    """A name that a later release drops."""


def warn_of_name(former: "Entry", current: "Entry", release: str) -> None:
    """Say that a component has a new name."""
    message = (
        f"{former.name} is now called {current.name}; the former name goes away in "
        f"{former.distribution} {release}."
    )
    warnings.warn(message, DeprecatedNameWarning, stacklevel=3)


def current_name(owner: str, parameters: "Mapping[str, Parameter]", name: str) -> str:
    """A parameter's current name, with a warning where another was given."""
    for parameter in parameters.values():
        if name in parameter.former_names:
            message = (
                f"{owner}: {name} is now called {parameter.name}; the former name goes away in"
                f" release {parameter.former_names[name]}."
            )
            warnings.warn(message, DeprecatedNameWarning, stacklevel=3)
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
