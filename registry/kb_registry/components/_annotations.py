"""What a parameter accepts, as a tree.

An annotation is read once (`_annotation_reading`). What depends on it, such as checking a value,
describing it in words or in a schema, or drawing random values, walks this tree.
"""

from typing import Any, NamedTuple

from kb_registry.components._bounds import Bound


class Scalar(NamedTuple):
    """A value of a plain type: `bool`, `int`, `float`, `str` or `NoneType`."""

    type: type[bool] | type[int] | type[float] | type[str] | type[None]


class Choice(NamedTuple):
    """One of several words or numbers, a `Literal`."""

    choices: tuple[str | int, ...]


class Members(NamedTuple):
    """A component of a kind, which is named by its base class."""

    kind: type[Any]


class ListOf(NamedTuple):
    """Any number of values of one sort, `tuple[X, ...]`."""

    item: "Annotation"


class Row(NamedTuple):
    """A fixed number of values, `tuple[X, Y]`."""

    items: "tuple[Annotation, ...]"


class OneOf(NamedTuple):
    """A union; the first member that accepts a value decides what becomes of it."""

    members: "tuple[Annotation, ...]"


class Bounded(NamedTuple):
    """Numbers within bounds, or texts and lists of bounded length."""

    inner: "Annotation"
    bounds: tuple[Bound, ...]


Annotation = Scalar | Choice | Members | ListOf | Row | OneOf | Bounded
