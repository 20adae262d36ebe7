"""A registered component under test, and an example of it."""

from types import NoneType
from typing import Any, assert_never

from annotated_types import Ge, Gt, Le, Lt, MinLen
from attrs import NOTHING, frozen

from kb_registry.components._annotations import (
    Annotation,
    Bounded,
    Choice,
    ListOf,
    Members,
    OneOf,
    Row,
    Scalar,
)
from kb_registry.components._bounds import Bound
from kb_registry.components._component import Component
from kb_registry.components._parameter import Parameter
from kb_registry.installed._discovery import Entry
from kb_registry.installed._registry import Registry
from kb_registry.references._structuring import structure


@frozen
class Subject:
    """A registered component under test.

    Attributes:
        entry: Where it is registered.
        kind: The base class of its kind.
        registry: Where its own parameters come from.
        text: An example of it as a reference; empty to derive one from the annotations.
    """

    entry: Entry
    kind: type[Component]
    registry: Registry
    text: str = ""

    def component(self) -> type[Component]:
        """The class, imported."""
        return self.registry.get(self.kind, self.entry.name, self.entry.distribution)

    def example(self) -> Component:
        """One component: the given example, its own, or one with plain values."""
        if self.text:
            return structure(self.kind, self.text, self.registry)
        own = self.component().example()
        if own is not None:
            return own
        parameters = self.component().parameters().values()
        return self.component()(
            **{p.name: _example(p, self.registry) for p in parameters if p.required}
        )


def _example(parameter: Parameter, registry: Registry) -> Any:
    if parameter.example is not NOTHING:
        return parameter.example
    return _plain_value(parameter.accepts, registry)


def _plain_value(annotation: Annotation, registry: Registry) -> Any:
    value: Any
    match annotation:
        case Scalar(plain):
            value = _SCALARS[plain]
        case Choice(choices):
            value = choices[0]
        case Members(kind):
            entry, _ = next(registry.components(kind))
            value = Subject(entry, kind, registry).example()
        case ListOf():
            value = ()
        case Row(items):
            value = tuple(_plain_value(item, registry) for item in items)
        case OneOf(members):
            value = _plain_value(members[0], registry)
        case Bounded(inner, bounds):
            value = _bounded_value(inner, bounds, registry)
        case _:
            assert_never(annotation)
    return value


_SCALARS: dict[object, Any] = {bool: False, int: 1, float: 1.0, str: "x", NoneType: None}


def _bounded_value(annotation: Annotation, bounds: tuple[Bound, ...], registry: Registry) -> Any:
    match annotation:
        case ListOf(item):
            return (_plain_value(item, registry),) * _shortest(bounds)
        case OneOf((first, *_)):
            return _bounded_value(first, bounds, registry)
        case Scalar(plain) if plain is str:
            return "x" * max(_shortest(bounds), 1)
        case Scalar(plain) if plain is int or plain is float:
            return plain(_within(bounds))
        case _:
            return _plain_value(annotation, registry)


def _shortest(bounds: tuple[Bound, ...]) -> int:
    return max((bound.min_length for bound in bounds if isinstance(bound, MinLen)), default=0)


def _within(bounds: tuple[Bound, ...]) -> Any:
    """A number between the bounds, or one beyond the only one."""
    low: Any = None
    high: Any = None
    for bound in bounds:
        match bound:
            case Ge(limit) | Gt(limit):
                low = limit
            case Le(limit) | Lt(limit):
                high = limit
    if low is not None and high is not None:
        return (low + high) / 2
    return low + 1 if low is not None else high - 1 if high is not None else 1
