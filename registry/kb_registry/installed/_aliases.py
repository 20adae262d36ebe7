"""Several names for one class.

The canonical name is the one that spells the class's name, as `leaky_relu` does `LeakyReLU`;
where none does, the first in order of the alphabet. It follows from the entries alone, so
that lists need no import.
"""

from collections.abc import Iterable

from kb_registry.installed._discovery import Entry


def canonical(entries: Iterable[Entry]) -> Entry:
    """The entry, among several of one class, whose name is written and listed."""
    return min(entries, key=lambda e: (not spells_class(e), e.name, e.distribution))


def spells_class(entry: Entry) -> bool:
    """Whether the name is the class's name in lower-case letters, underscores aside."""
    cls = entry.value.partition("[")[0].rpartition(":")[2].rpartition(".")[2].strip()
    return entry.name.replace("_", "") == cls.replace("_", "").lower()
