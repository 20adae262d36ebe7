"""Ranges inside a reference, and the same reference with numbers in their place."""

import math
from collections.abc import Iterator, Mapping

from attrs import evolve, frozen
from kb_registry import Range, Reference

from kb_engine.sweeps._errors import SweepError

Number = int | float
Numbers = Mapping[str, Number]
"""The number chosen for each range, by the range's place: `opt.sgd.momentum`."""


@frozen
class Slot:
    """A range at its place.

    Attributes:
        place: Where it stands: `drop.dropout.rate`, or `epochs` of a field that is a number.
        low: The smallest number.
        high: The largest number.
        log: Whether orders of magnitude are equally likely.
        integer: Whether whole numbers alone fit there.

    Raises:
        SweepError: The range is empty, or logarithmic and not positive.
    """

    place: str
    low: Number
    high: Number
    log: bool
    integer: bool

    def __attrs_post_init__(self) -> None:
        if not self.low < self.high:
            raise SweepError(
                f"{self.place}: the range {self.low}..{self.high} is empty.",
                hint="Write the smaller number first.",
            )
        if self.log and self.low <= 0:
            raise SweepError(
                f"{self.place}: a log range begins above 0, not at {self.low}.",
                hint="Begin it higher, or leave log out.",
            )

    @classmethod
    def of(cls, place: str, written: Range) -> "Slot":
        """A range as it was written, over whole numbers if both ends are whole."""
        low, high = _number(written.low), _number(written.high)
        integer = isinstance(low, int) and isinstance(high, int)
        return cls(place, low, high, written.log, integer)

    def at(self, share: float) -> Number:
        """The number that lies at a share of the range, from 0 up to 1."""
        low, high = float(self.low), float(self.high)
        if self.integer:
            low, high = low - 0.5, high + 0.5  # each whole number gets its share, the ends too
        if self.log:
            number = math.exp(math.log(low) + share * (math.log(high) - math.log(low)))
        else:
            number = low + share * (high - low)
        rounded = round(number) if self.integer else number
        return min(max(rounded, self.low), self.high)


def slots_in(reference: Reference, place: str) -> Iterator[Slot]:
    """Every range of a reference, and of those inside it."""
    for name, value in _arguments(reference, place):
        yield from _slots(value, name)


def filled(reference: Reference, place: str, numbers: Numbers) -> Reference:
    """The reference with numbers in place of its ranges."""
    values = [_filled(value, name, numbers) for name, value in _arguments(reference, place)]
    names = [parameter for parameter, _ in reference.arguments]
    return evolve(reference, arguments=tuple(zip(names, values, strict=True)))


def _arguments(reference: Reference, place: str) -> Iterator[tuple[str, object]]:
    for position, (parameter, value) in enumerate(reference.arguments):
        yield f"{place}.{reference.name}.{parameter or position}", value


def _slots(value: object, place: str) -> Iterator[Slot]:
    match value:
        case Range():
            yield Slot.of(place, value)
        case Reference():
            yield from slots_in(value, place)
        case tuple():
            for position, item in enumerate(value):
                yield from _slots(item, f"{place}.{position}")


def _filled(value: object, place: str, numbers: Numbers) -> object:
    match value:
        case Range():
            return numbers[place]
        case Reference():
            return filled(value, place, numbers)
        case tuple():
            return tuple(_filled(item, f"{place}.{n}", numbers) for n, item in enumerate(value))
        case _:
            return value


def _number(text: str) -> Number:
    try:
        return int(text)
    except ValueError:
        return float(text)
