"""What is installed, read from entry points without importing anything."""

from collections.abc import Iterator
from functools import cache
from importlib import metadata

from attrs import frozen

PREFIX = "kb."


@frozen
class Entry:
    """One name that one distribution registered.

    Attributes:
        group: The entry-point group, which belongs to a kind.
        value: Where the object is: `module:attribute`.
        distribution: The distribution's normalized name.
        version: The distribution's version.
    """

    group: str
    name: str
    value: str
    distribution: str
    version: str

    def load(self) -> object:
        """Import the module and return the object."""
        return metadata.EntryPoint(self.name, self.value, self.group).load()


@cache
def installed() -> tuple[Entry, ...]:
    """Every entry of every installed distribution, scanned once per process."""
    return tuple(_scan())


def _scan() -> Iterator[Entry]:
    seen: set[str] = set()
    for distribution in metadata.distributions():
        name = normalize(distribution.metadata["Name"] or "")
        if name in seen:  # an earlier folder of sys.path shadows this one
            continue
        seen.add(name)
        for point in distribution.entry_points:
            if point.group.startswith(PREFIX):
                yield Entry(point.group, point.name, point.value, name, distribution.version)


def normalize(distribution: str) -> str:
    """A distribution's name as comparisons need it: `Keras_Blocks` is `keras-blocks`."""
    return distribution.lower().replace("_", "-").replace(".", "-")
