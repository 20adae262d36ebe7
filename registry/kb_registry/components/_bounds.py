"""Bounds on values, read from the `annotated_types` in an annotation."""

from collections.abc import Iterator
from typing import Any

from annotated_types import Ge, GroupedMetadata, Gt, Le, Lt, MaxLen, MinLen

from kb_registry._errors import InvalidComponentError

Bound = Ge | Gt | Le | Lt | MinLen | MaxLen


def bounds(metadata: tuple[object, ...]) -> Iterator[Bound]:
    """The bounds among the metadata of an `Annotated`, with groups such as `Interval` split up.

    Raises:
        InvalidComponentError: Some metadata isn't a bound, and so would go unchecked.
    """
    for item in metadata:
        if isinstance(item, GroupedMetadata):
            yield from bounds(tuple(item))
        elif isinstance(item, Bound):
            yield item
        else:
            raise InvalidComponentError(
                f"{item!r} isn't a bound that components understand.",
                hint="Use Ge, Gt, Le, Lt, Interval, MinLen, MaxLen or Len of annotated_types.",
            )


def limits_length(bound: Bound) -> bool:
    """Whether a bound is one on the length of a value."""
    return isinstance(bound, MinLen | MaxLen)


def satisfied(bound: Bound, value: Any) -> bool:
    """Whether a value lies within a bound."""
    match bound:
        case Ge(limit):
            return bool(value >= limit)
        case Gt(limit):
            return bool(value > limit)
        case Le(limit):
            return bool(value <= limit)
        case Lt(limit):
            return bool(value < limit)
        case MinLen(limit):
            return len(value) >= limit
        case MaxLen(limit):
            return len(value) <= limit


def in_words(bound: Bound) -> str:
    """A bound as it stands behind a type: `>= 0`."""
    match bound:
        case Ge(limit):
            return f">= {limit}"
        case Gt(limit):
            return f"> {limit}"
        case Le(limit):
            return f"<= {limit}"
        case Lt(limit):
            return f"< {limit}"
        case MinLen(limit):
            return f"of at least {limit}"
        case MaxLen(limit):
            return f"of at most {limit}"
