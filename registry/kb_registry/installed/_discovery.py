"""What is installed, read from entry points without importing anything."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial, reduce
from importlib import import_module, invalidate_caches
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from kb_registry.installed._distributions import Distribution, distributions, in_folder

if TYPE_CHECKING:
    from kb_registry.installed._problems import Problem

PREFIX = "kb."


class Entry(NamedTuple):
    """One name that one distribution registered.

    Attributes:
        group: The entry-point group, which belongs to a kind.
        name: The registered name.
        value: Where the object is: `module:attribute`.
        distribution: The distribution's normalized name.
        version: The distribution's version.
    """

    group: str
    name: str
    value: str
    distribution: str
    version: str

    @property
    def label(self) -> str:
        """The name with what it names, for people: `activations:snake`."""
        return f"{self.group.removeprefix(PREFIX)}:{self.name}"

    def load(self) -> object:
        """Import the module and return the object."""
        module, _, attribute = self.value.partition("[")[0].partition(":")
        parts = attribute.strip().split(".") if attribute else []
        return reduce(getattr, parts, import_module(module.strip()))


_entry: Callable[[tuple[str, ...]], Entry] = partial(tuple.__new__, Entry)
"""Makes an entry from its five texts in half the time, which matters for thousands."""


class Installed(NamedTuple):
    """What the distributions of an environment registered.

    Attributes:
        entries: Every entry, in the order of the import path.
        problems: Distributions whose entries can't be read, or hide those of others.
    """

    entries: tuple[Entry, ...]
    problems: "tuple[Problem, ...]" = ()


Environment = tuple[tuple[str, int], ...]
"""Each folder that Python imports from, and when something was last put there or removed."""

_scanning = Lock()


def environment() -> Environment:
    """The import path as it is now; it differs once something is installed or removed."""
    path: list[object] = [*sys.path]
    return tuple((entry, _changed(entry)) for entry in path if isinstance(entry, str))


def installed() -> Installed:
    """What this environment has, scanned once for as long as nothing is installed or removed."""
    with _scanning:
        return _installed(environment())


@lru_cache(maxsize=1)
def _installed(_: Environment) -> Installed:
    if _installed.cache_info().misses > 1:
        invalidate_caches()  # or Python doesn't look for the modules that came with it
    return scan(sys.path)


def _changed(folder: str) -> int:
    try:
        return os.stat(folder or os.curdir).st_mtime_ns  # noqa: PTH116 - a third of the time
    except (OSError, ValueError):
        return 0


def scan(path: Iterable[object]) -> Installed:
    """Read the entries of every distribution on an import path.

    A distribution in an earlier folder shadows one of the same name in a later folder, unless it
    is no more than the folder that an installation left behind. One whose entries can't be read is
    reported as a problem and costs only its own names.
    """
    path = tuple(path)
    entries: list[Entry] = []
    problems: list[Problem] = []
    seen: dict[str, Distribution] = {}
    for found in distributions(path):
        front = seen.get(found.name)
        if front is not None and front.is_whole():
            continue
        seen[found.name] = found
        try:
            text = found.entry_points()
            ours = _entries(text, found) if text and PREFIX in text else []
            if ours:
                entries += ours
                problems += [] if front is None else [_hollow(front)]
                seen[found.name] = found._replace(is_whole=lambda: True)
        except Exception as error:  # noqa: BLE001 - whatever a finder or a file comes up with
            problems.append(_unreadable(found, error))
    problems += _out_of_reach(path, seen)
    return Installed(tuple(entries), tuple(problems))


def _out_of_reach(path: Iterable[object], seen: Iterable[str]) -> "Iterator[Problem]":
    """What stands in folders that the import path names by something else than a text."""
    for entry in path:
        if isinstance(entry, os.PathLike):
            folder = os.fsdecode(entry)
            for found in in_folder(folder):
                if found.name not in seen and PREFIX in (_text_of(found) or ""):
                    yield _problem(
                        found.name,
                        f"{found.name} can't be used: sys.path has {entry!r}, and Python imports"
                        " only from texts.",
                        f"Put {folder!r} there instead.",
                    )


def _text_of(found: Distribution) -> str | None:
    try:
        return found.entry_points()
    except Exception:  # noqa: BLE001 - it wouldn't be used anyway
        return None


def _hollow(front: Distribution) -> "Problem":
    return _problem(
        front.name,
        f"{front.place} has no metadata; it stands before the real {front.name}.",
        f"Delete {front.place}, which an installation left behind.",
        broken=False,
    )


def _unreadable(found: Distribution, error: Exception) -> "Problem":
    from kb_registry.installed._problems import in_one_line  # needs attrs, which a list doesn't

    cause = f"The entry points of {found.name} can't be read: {in_one_line(error)}."
    return _problem(found.name, cause, f"Install {found.name} again, or uninstall it.")


def _problem(owner: str, cause: str, mend: str, *, broken: bool = True) -> "Problem":
    from kb_registry.installed._problems import Problem

    return Problem(owner, cause, mend, broken=broken)


def _entries(text: str, distribution: Distribution) -> list[Entry]:
    """The entries in the text of an `entry_points.txt` whose groups are ours.

    Raises:
        ValueError: A line is neither a group nor `name = value`.
    """
    owner, version = distribution.name, distribution.version()
    found = []
    group, ours = "", False
    for number, line in enumerate(text.splitlines(), start=1):
        content = line.strip()
        if not content or content[0] in "#;":
            continue
        if content[0] == "[":
            if content[-1] != "]":
                raise ValueError(f"line {number} is {content[:40]!r}, not '[group]'")
            group = content[1:-1].strip()
            ours = group.startswith(PREFIX)
            continue
        if not ours:
            continue
        name, equals, value = content.partition("=")
        if equals:
            found.append(_entry((group, name.rstrip(), value.lstrip(), owner, version)))
        else:
            raise ValueError(f"line {number} is {content[:40]!r}, not 'name = value'")
    return found
