"""What is installed, read from entry points without importing anything.

Most distributions are a folder beside their packages, and its `entry_points.txt` is read at a
small share of what importlib.metadata costs to import and to ask. Whatever else can hold a
distribution, such as a zip file, an egg or a custom finder, is left to importlib.metadata.
"""

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial, reduce
from importlib import import_module
from importlib.machinery import PathFinder
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from kb_registry.installed._problems import Problem

PREFIX = "kb."

_SEPARATORS = re.compile(r"[-_.]+")
_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?")
_FOLDER = re.compile(
    r"([A-Za-z0-9][A-Za-z0-9._]*(?:-(?![0-9])[A-Za-z0-9._]+)*)(?<![._])"  # a distribution's name
    r"(?:-([0-9][^-]*)(?:-py[^-]+)?)?\.(?:dist|egg)-info"
)


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
        problems: Distributions whose entries can't be read.
    """

    entries: tuple[Entry, ...]
    problems: "tuple[Problem, ...]" = ()


class _Distribution(NamedTuple):
    name: str
    version: Callable[[], str]
    entry_points: Callable[[], str | None]


_scanning = Lock()


def installed() -> Installed:
    """What this environment has, scanned once per process."""
    with _scanning:
        return _installed()


@cache
def _installed() -> Installed:
    return scan(sys.path)


def scan(path: Iterable[str]) -> Installed:
    """Read the entries of every distribution on an import path.

    A distribution in an earlier folder shadows one of the same name in a later folder. One
    whose entries can't be read is reported as a problem and costs only its own names.
    """
    entries: list[Entry] = []
    problems: list[Problem] = []
    seen: set[str] = set()
    for name, version, entry_points in _distributions(list(dict.fromkeys(path))):
        if name in seen:
            continue
        seen.add(name)
        try:
            text = entry_points()
            if text and PREFIX in text:
                entries += _entries(text, name, version())
        except Exception as error:  # noqa: BLE001 - whatever a finder or a file comes up with
            problems.append(_unreadable(name, error))
    return Installed(tuple(entries), tuple(problems))


def _unreadable(distribution: str, error: Exception) -> "Problem":
    from kb_registry.installed._problems import (  # needs attrs, which a list doesn't
        Problem,
        in_one_line,
    )

    cause = f"The entry points of {distribution} can't be read: {in_one_line(error)}."
    return Problem(distribution, cause, f"Install {distribution} again, or uninstall it.")


def normalize(distribution: str) -> str:
    """A distribution's name as comparisons need it: `Keras_Blocks` is `keras-blocks`."""
    return _SEPARATORS.sub("-", distribution).lower()


def _entries(text: str, distribution: str, version: str) -> list[Entry]:
    """The entries in the text of an `entry_points.txt` whose groups are ours.

    Raises:
        ValueError: A line is neither a group nor `name = value`.
    """
    found = []
    group, ours = "", False
    for number, line in enumerate(text.splitlines(), start=1):
        content = line.strip()
        if not content or content[0] in "#;":
            continue
        if content[0] == "[" and content[-1] == "]":
            group = content[1:-1].strip()
            ours = group.startswith(PREFIX)
            continue
        if not ours:
            continue
        name, equals, value = content.partition("=")
        if equals:
            found.append(_entry((group, name.rstrip(), value.lstrip(), distribution, version)))
        else:
            raise ValueError(f"line {number} is {content[:40]!r}, not 'name = value'")
    return found


def _distributions(path: list[str]) -> Iterator[_Distribution]:
    for finder in sys.meta_path:
        if finder is PathFinder:
            for folder in path:
                yield from _in_folder(folder)
        elif hasattr(finder, "find_distributions"):
            yield from _from_finder(finder, path)


def _in_folder(folder: str) -> Iterator[_Distribution]:
    try:
        names = sorted(os.listdir(folder or os.curdir))  # noqa: PTH208 - a third of the time
    except NotADirectoryError:
        yield from _from_finder(PathFinder, [folder])
        return
    except (OSError, ValueError):  # what isn't there, or is a name that only a hook knows
        return
    if folder.endswith(".egg"):
        yield from _from_finder(PathFinder, [folder])
    for name in names:
        found = _FOLDER.fullmatch(name) if name.endswith("-info") else None
        if found:
            yield _from_folder(f"{folder or os.curdir}/{name}", *found.groups())


def _from_folder(folder: str, name: str, version: str | None = None) -> _Distribution:
    return _Distribution(
        normalize(name),
        lambda: version or _read_version(folder),
        lambda: _read(f"{folder}/entry_points.txt"),
    )


def _read(file: str) -> str | None:
    try:
        with open(file, "rb", buffering=0) as stream:  # noqa: PTH123 - a quarter of the time
            return stream.read().decode()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _read_version(folder: str) -> str:
    text = _read(f"{folder}/METADATA") or _read(f"{folder}/PKG-INFO") or ""
    found = re.search(r"^Version:[ \t]*(\S+)", text, re.MULTILINE)
    return found[1] if found else ""


def _from_finder(finder: Any, path: list[str]) -> Iterator[_Distribution]:
    from importlib.metadata import DistributionFinder

    try:
        for found in finder.find_distributions(DistributionFinder.Context(path=path)):
            name = found.metadata["Name"]
            if name and _NAME.fullmatch(name):
                text = partial(found.read_text, "entry_points.txt")
                yield _Distribution(normalize(name), partial(_version_of, found), text)
    except Exception as error:  # noqa: BLE001 - a finder is anybody's code
        yield _Distribution(f"finder {finder!r}", str, partial(_fail, error))


def _version_of(distribution: Any) -> str:
    return str(distribution.version)


def _fail(error: Exception) -> str:
    raise error
