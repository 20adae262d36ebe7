"""Importing what an entry names, without letting it do harm."""

import sys
from threading import Lock
from typing import Any, TextIO, TypeVar

from kb_registry._errors import BrokenPluginError, KerasBlocksError
from kb_registry.components._component import Component
from kb_registry.installed._discovery import Entry
from kb_registry.installed._problems import in_one_line

C = TypeVar("C", bound=Component)


class _OutputAside:
    """Turns what is printed into standard error for as long as any thread imports.

    Its lock is never held during an import: the thread that holds the lock of a module may be
    the next to ask for it. Python's own locks of modules are enough, and find their deadlocks.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._importing = 0
        self._output: TextIO = sys.stdout

    def __enter__(self) -> None:
        with self._lock:
            if not self._importing:
                self._output, sys.stdout = sys.stdout, sys.stderr
            self._importing += 1

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._importing -= 1
            if not self._importing:
                sys.stdout = self._output


_output_aside = _OutputAside()


def load(entry: Entry, kind: type[C]) -> type[C]:
    """Import the component class behind an entry.

    What the module prints goes to standard error, so that output others read stays clean.

    Raises:
        BrokenPluginError: The module can't be imported, or has no usable class of the kind.
    """
    owner = f"{entry.name} of {entry.distribution}"
    with _output_aside:
        try:
            loaded: Any = entry.load()
            fault = _fault(loaded, kind)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            raise BrokenPluginError(
                f"{owner} can't be imported: {in_one_line(error).rstrip('.')}.",
                hint=_mend(entry, error),
            ) from error
    if fault:
        raise BrokenPluginError(f"{owner}, {entry.value}, {fault}.", hint=_mend(entry))
    found: type[C] = loaded
    return found


def _fault(loaded: Any, kind: type[Component]) -> str:
    if not isinstance(loaded, type):
        return f"isn't a class but {_with_article(type(loaded).__name__)}"
    if not issubclass(loaded, Component):
        return "isn't a component"
    if not issubclass(loaded, kind):
        return f"isn't {_with_article(kind.__name__)}"
    if kind is not Component and "kind" in vars(loaded):
        return "is a kind, not a member of one"
    try:
        loaded.parameters()
    except KerasBlocksError as error:
        return f"can't be used: {error}".rstrip(".")
    return ""


def _with_article(noun: str) -> str:
    return f"{'an' if noun[0].lower() in 'aeiou' else 'a'} {noun}"


def _mend(entry: Entry, error: BaseException | None = None) -> str:
    mend = f"Update or uninstall {entry.distribution}."
    if isinstance(error, ImportError | AttributeError):  # Python may know what was there before
        mend += " If it was installed or updated just now, restart Python."
    return mend
