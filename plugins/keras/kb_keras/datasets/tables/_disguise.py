"""Text that is a number to its author: 3,5 or 25,649 or 12% or $5."""

import re
from collections.abc import Collection, Iterator

from attrs import evolve, frozen
from kb_registry import value_text

from kb_keras.datasets.tables._notation import Notation

CURRENCIES = ("$", "€", "£", "¥", "₹", "₽", "₩", "US$", "USD", "EUR", "GBP", "CHF", "JPY", "INR")

LIKELY = ((".", ","), (",", ""), (",", "."), (".", "'"), (".", " "), (",", " "), (",", "'"))
"""Signs of fractions and thousands that countries put together, the least ambiguous first."""

FEWEST_MEASURED = 20
"""Words of fewer kinds that differ in a number before letters may be names, such as 2WD and 4WD."""

_BEHIND = re.compile(r"[-+(]?[\d.,' ]*\d ?([^\W\d_]{1,6}|[^\w\s,.'%]{1,3})")


@frozen
class Disguise:
    """What words look like.

    Attributes:
        what: The signs that make text of numbers, in words.
        setting: The parameters with which they are read as numbers.
        example: One of the words.
    """

    what: str
    setting: str
    example: str


def disguised(words: Collection[str], notation: Notation) -> Disguise | None:
    """Return what words look like if all are numbers in another notation than the one given."""
    for candidate in _notations(words, notation):
        if all(candidate.number(word) is not None for word in words):
            example = next(word for word in words if notation.number(word) is None)
            changes = [
                n
                for n in ("decimal", "thousands", "percent", "units")
                if getattr(candidate, n) != getattr(notation, n)
            ]
            return Disguise(
                " and ".join(_described(candidate, name) for name in changes),
                ",".join(f"{name}={value_text(getattr(candidate, name))}" for name in changes),
                example,
            )
    return None


def _notations(words: Collection[str], notation: Notation) -> Iterator[Notation]:
    """What might be: the notation with signs that occur among the words, likeliest first."""
    units = tuple(unit for unit in CURRENCIES if any(unit in word for word in words))
    units += _measures(words)
    base = evolve(
        notation,
        percent=notation.percent or any(word.endswith("%") for word in words),
        units=tuple(dict.fromkeys((*notation.units, *units))),
    )
    if base != notation:
        yield base
    for decimal, thousands in LIKELY:
        yield evolve(base, decimal=decimal, thousands=thousands)


def _measures(words: Collection[str]) -> tuple[str, ...]:
    """The unit behind every number, if it is the same and numbers differ in many ways."""
    found = {m[1] for word in words if (m := _BEHIND.fullmatch(word))}
    return tuple(found) if len(found) == 1 and len(words) > FEWEST_MEASURED else ()


def _described(notation: Notation, name: str) -> str:
    value = getattr(notation, name)
    match name:
        case "decimal":
            return f"a decimal {'comma' if value == ',' else 'point'}"
        case "thousands":
            return f"{value!r} between thousands"
        case "percent":
            return "a percent sign"
        case _:
            return f"the unit {' or '.join(value)}"
