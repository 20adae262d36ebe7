"""Importing what an entry names, without letting it do harm."""

import sys
from contextlib import redirect_stdout
from threading import RLock
from typing import Any, TypeVar

from kb_registry.component import Component
from kb_registry.discovery import Entry
from kb_registry.errors import BrokenPluginError, KerasBlocksError
from kb_registry.problems import in_one_line

C = TypeVar("C", bound=Component)

_importing = RLock()


def load(entry: Entry, kind: type[C]) -> type[C]:
    """Import the component class behind an entry.

    What the module prints goes to standard error, so that output others read stays clean.

    Raises:
        BrokenPluginError: The module can't be imported, or has no usable class of the kind.
    """
    owner = f"{entry.name} of {entry.distribution}"
    with _importing, redirect_stdout(sys.stderr):  # one at a time: sys.stdout is everybody's
        try:
            loaded: Any = entry.load()
            fault = _fault(loaded, kind)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            raise BrokenPluginError(
                f"{owner} can't be imported: {in_one_line(error)}.", hint=_mend(entry)
            ) from error
    if fault:
        raise BrokenPluginError(f"{owner}, {entry.value}, {fault}.", hint=_mend(entry))
    found: type[C] = loaded
    return found


def _fault(loaded: Any, kind: type[Component]) -> str:
    if not isinstance(loaded, type):
        return f"is no class but {type(loaded).__name__}"
    if not issubclass(loaded, Component):
        return "is no component"
    if not issubclass(loaded, kind):
        return f"is no {kind.__name__}"
    if kind is not Component and "kind" in vars(loaded):
        return "is a whole kind and no member of it"
    try:
        loaded.parameters()
    except KerasBlocksError as error:
        return f"can't be used: {error}".rstrip(".")
    return ""


def _mend(entry: Entry) -> str:
    return f"Update or uninstall {entry.distribution}."
