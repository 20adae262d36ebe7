"""The distributions on an import path, found without importing any of them.

Most are a folder beside their packages, and its `entry_points.txt` is read at a small share of what
importlib.metadata costs to import and to ask. Whatever else can hold a distribution, such as a zip
file, an egg or a custom finder, is left to importlib.metadata.
"""

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from importlib.machinery import PathFinder
from typing import Any, NamedTuple

_SEPARATORS = re.compile(r"[-_.]+")
_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?")
_FOLDER = re.compile(
    r"([A-Za-z0-9][A-Za-z0-9._]*(?:-(?![0-9])[A-Za-z0-9._]+)*)(?<![._])"  # a distribution's name
    r"(?:-([0-9][^-]*)(?:-py[^-]+)?)?\.(?:dist|egg)-info"
)


class Distribution(NamedTuple):
    """A distribution, to be read as far as needed.

    Attributes:
        name: Its normalized name.
        place: Where its metadata is, for people.
        version: Reads its version.
        entry_points: Reads its `entry_points.txt`; None if it has none.
        is_whole: Whether it has metadata, as every installed distribution has.
    """

    name: str
    place: str
    version: Callable[[], str]
    entry_points: Callable[[], str | None]
    is_whole: Callable[[], bool]


def normalize(distribution: str) -> str:
    """A distribution's name as comparisons need it: `Keras_Blocks` is `keras-blocks`."""
    return _SEPARATORS.sub("-", distribution).lower()


def distributions(path: Iterable[object]) -> Iterator[Distribution]:
    """The distributions that each finder of imports has on a path, in its order.

    Only texts on the path count: Python imports nothing from anything else.
    """
    folders = list(dict.fromkeys(entry for entry in path if isinstance(entry, str)))
    for finder in sys.meta_path:
        if finder is PathFinder:
            for folder in folders:
                yield from in_folder(folder)
        elif hasattr(finder, "find_distributions"):
            yield from _from_finder(finder, folders)


def in_folder(folder: str) -> Iterator[Distribution]:
    """The distributions in one entry of an import path; none if it can't be read."""
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


def _from_folder(folder: str, name: str, version: str | None = None) -> Distribution:
    return Distribution(
        normalize(name),
        folder,
        lambda: version or _read_version(folder),
        lambda: _read(f"{folder}/entry_points.txt"),
        lambda: "Name:" in _metadata(folder),
    )


def _read(file: str) -> str | None:
    try:
        with open(file, "rb", buffering=0) as stream:  # noqa: PTH123 - a quarter of the time
            return stream.read().decode()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _metadata(folder: str) -> str:
    """What describes a distribution; an egg-info may be the description itself, a file."""
    for file in (f"{folder}/METADATA", f"{folder}/PKG-INFO", folder):
        try:
            text = _read(file)
        except (OSError, ValueError):
            continue
        if text:
            return text
    return ""


def _read_version(folder: str) -> str:
    found = re.search(r"^Version:[ \t]*(\S+)", _metadata(folder), re.MULTILINE)
    return found[1] if found else ""


def _from_finder(finder: Any, path: list[str]) -> Iterator[Distribution]:
    from importlib.metadata import DistributionFinder

    try:
        for found in finder.find_distributions(DistributionFinder.Context(path=path)):
            name = found.metadata["Name"]
            if name and _NAME.fullmatch(name):
                text = partial(found.read_text, "entry_points.txt")
                version = partial(_version_of, found)
                yield Distribution(normalize(name), repr(finder), version, text, lambda: True)
    except Exception as error:  # noqa: BLE001 - a finder is anybody's code
        fail = partial(_fail, error)
        yield Distribution(f"finder {finder!r}", repr(finder), str, fail, lambda: True)


def _version_of(distribution: Any) -> str:
    return str(distribution.version)


def _fail(error: Exception) -> str:
    raise error
