"""Several references in one text, and ranges of numbers inside them.

    list  := reference ("," reference)*
    value := ... | low ".." high ["log"]

A comma behind the arguments of `name:arguments` begins a new reference if what follows could be
one, and another argument if it couldn't: in `sgd:momentum=0.9,nesterov=true,nadam` that is
`nesterov=true`. Arguments in brackets leave no doubt: `sgd(0.1, 0.9), nadam`.
"""

import re
from collections.abc import Callable
from typing import TypeVar

from attrs import frozen

from kb_registry.grammar._parsing import _IDENTIFIER, _check, _Reader
from kb_registry.grammar._tree import Reference, Value, Word

T = TypeVar("T")

_NUMBER = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_RANGE = re.compile(rf"({_NUMBER}?)\.\.({_NUMBER})")
_LOG = re.compile(r"log(?![\w.=:])")
_NEXT = re.compile(r",\s*[A-Za-z_][A-Za-z0-9_]*\s*([^\w\s]|\Z)")


@frozen
class Range:
    """Every number between two, as a search may choose it.

    Attributes:
        low: The smallest, as written.
        high: The largest, as written.
        log: Whether numbers are spread evenly over their orders of magnitude.
    """

    low: str
    high: str
    log: bool = False

    def __str__(self) -> str:
        return f"{self.low}..{self.high}{' log' * self.log}"


def parse_list(text: str) -> tuple[tuple[str, Reference], ...]:
    """Read references with commas between, each with its own piece of the text.

    An argument may be a `Range`, for which `structure` needs a number in its place.

    Raises:
        InvalidReferenceError: As `parse` raises.
    """
    _check(text)
    reader = _ListReader(text)
    found = [reader.piece()]
    while reader.take(","):
        found.append(reader.piece())
    reader.end()
    return tuple(found)


def parse_range(text: str) -> Range | None:
    """Read `0.1..0.5` or `1e-4..1e-1 log`; None if the text isn't a range."""
    words = text.split()
    found = _RANGE.fullmatch(words[0]) if words else None
    if found is None or words[1:] not in ([], ["log"]):
        return None
    return Range(found[1], found[2], log=words[1:] == ["log"])


class _ListReader(_Reader):
    """Knows where a reference ends and the next one begins."""

    def piece(self) -> tuple[str, Reference]:
        start = self.skip()
        reference = self.reference()
        return self.text[start : self.position].strip(), reference

    def separated(self, item: Callable[[], T]) -> tuple[T, ...]:
        items = [item()]
        while self.at(",") and not (self.depth == 0 and self.reference_follows()):
            self.take(",")
            items.append(item())
        return tuple(items)

    def name_follows(self) -> bool:
        if super().name_follows():
            return True
        start = self.position
        self.take(":")
        name = _IDENTIFIER.match(self.text, self.skip()) if self.position > start else None
        self.position = name.end() if name else start
        follows = name is not None and self.depth == 0 and self.at(",")
        self.position = start
        return follows

    def reference_follows(self) -> bool:
        """Whether a name stands behind the comma here, rather than an argument."""
        found = _NEXT.match(self.text, self.skip())
        return found is not None and found[1] != "="

    def value(self) -> Value:
        value = super().value()
        if not isinstance(value, Word):
            return value
        log = _LOG.match(self.text, self.skip())
        found = parse_range(f"{value.text} log" if log else value.text)
        if found is None:
            return value
        self.position = log.end() if log else self.position
        return found  # type: ignore[return-value]  # an argument of a list's references may be one
