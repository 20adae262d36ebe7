"""A registered component under test, and an example of it."""

from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt, MinLen
from attrs import NOTHING, frozen

from kb_registry.components._annotations import is_kind
from kb_registry.components._bounds import bounds
from kb_registry.components._component import Component, Parameter
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
    return _plain_value(parameter.hint, registry)


def _plain_value(hint: Any, registry: Registry) -> Any:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _bounded_value(arguments[0], arguments[1:], registry)
    if origin in (Union, UnionType):
        return _plain_value(arguments[0], registry)
    if origin is Literal:
        return arguments[0]
    if origin is tuple:
        fixed = () if arguments[-1] is Ellipsis else arguments
        return tuple(_plain_value(item, registry) for item in fixed)
    if is_kind(hint):
        entry, _ = next(registry.components(hint))
        return Subject(entry, hint, registry).example()
    return _SCALARS[hint]


_SCALARS: dict[Any, Any] = {bool: False, int: 1, float: 1.0, str: "x", NoneType: None}


def _bounded_value(hint: Any, metadata: tuple[Any, ...], registry: Registry) -> Any:
    low: Any = None
    high: Any = None
    shortest = 0
    for bound in bounds(metadata):
        match bound:
            case Ge(limit) | Gt(limit):
                low = limit
            case Le(limit) | Lt(limit):
                high = limit
            case MinLen(length):
                shortest = length
    if get_origin(hint) is tuple:
        return (_plain_value(get_args(hint)[0], registry),) * shortest
    if hint is str:
        return "x" * max(shortest, 1)
    if low is not None and high is not None:
        return hint((low + high) / 2)
    return hint(low + 1 if low is not None else high - 1 if high is not None else 1)
