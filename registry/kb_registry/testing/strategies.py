"""Hypothesis strategies for components: any valid values for every parameter."""

from collections.abc import Iterable
from types import NoneType
from typing import Any, TypeVar, assert_never

from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen
from hypothesis import reject
from hypothesis import strategies as st

from kb_registry._errors import InvalidParameterError
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
from kb_registry.components._bounds import Bound, satisfied
from kb_registry.components._coercion import LARGEST_INTEGER
from kb_registry.components._component import Component
from kb_registry.installed._registry import Registry

C = TypeVar("C", bound=Component)
Strategy = st.SearchStrategy[Any]

DEEPEST = 2
"""How far components stand inside components."""

LONGEST = 5
"""How many items a list has, unless its bounds ask for more."""


@st.composite
def components(draw: st.DrawFn, component: type[C], registry: Registry, depth: int = DEEPEST) -> C:
    """Components of a class with random valid parameters.

    Args:
        draw: Given by Hypothesis; call this function without it.
        component: The class.
        registry: Where components come from that are parameters themselves.
        depth: How far components stand inside components.
    """
    try:
        return component(**draw(arguments(component, registry, depth)))
    except InvalidParameterError:  # the class relates parameters to one another
        reject()


def arguments(component: type[Component], registry: Registry, depth: int = DEEPEST) -> Strategy:
    """Keyword arguments that suit a class, some parameters left at their defaults."""
    required, optional = {}, {}
    for parameter in component.parameters().values():
        strategy = values(parameter.accepts, registry, depth)
        if parameter.required:
            required[parameter.name] = strategy
        elif not strategy.is_empty:
            optional[parameter.name] = strategy
    return st.fixed_dictionaries(required, optional=optional)


def values(annotation: Annotation, registry: Registry, depth: int = DEEPEST) -> Strategy:
    """Values that an annotation accepts."""
    match annotation:
        case Scalar() | ListOf():
            strategy = _within(annotation, (), registry, depth)
        case Choice(choices):
            strategy = st.sampled_from(choices)
        case Members(kind):
            strategy = _members(kind, registry, depth)
        case Row(items):
            strategy = st.tuples(*(values(item, registry, depth) for item in items))
        case OneOf(members):
            strategy = st.one_of([values(member, registry, depth) for member in members])
        case Bounded(inner, limits):
            ranged = _within(inner, limits, registry, depth)
            strategy = ranged.filter(lambda value: all(satisfied(each, value) for each in limits))
        case _:
            assert_never(annotation)
    return strategy


def _within(
    annotation: Annotation, limits: Iterable[Bound], registry: Registry, depth: int
) -> Strategy:
    """Values of a type, from a range that is as narrow as the type's strategy can have it."""
    low, high, shortest, longest = _ranges(limits)
    match annotation:
        case Scalar(plain) if plain is int:
            smallest, largest = -LARGEST_INTEGER - 1, LARGEST_INTEGER
            return st.integers(smallest if low is None else low, largest if high is None else high)
        case Scalar(plain) if plain is float:
            return st.floats(low, high, allow_nan=False, allow_infinity=False)
        case Scalar(plain) if plain is str:
            return st.text(min_size=shortest, max_size=longest)
        case Scalar(plain):
            return _CONSTANTS[plain]
        case ListOf(inner):
            item = values(inner, registry, depth)
            return st.lists(item, min_size=shortest, max_size=longest).map(tuple)
        case _:
            return values(annotation, registry, depth)


def _ranges(limits: Iterable[Bound]) -> tuple[Any, Any, int, int]:
    low: Any = None
    high: Any = None
    shortest, longest = 0, LONGEST
    for limit in limits:
        match limit:
            case Ge(value) | Gt(value):
                low = value
            case Le(value) | Lt(value):
                high = value
            case MinLen(length):
                shortest, longest = length, max(longest, length)
            case MaxLen(length):
                longest = length
    return low, high, shortest, longest


_CONSTANTS: dict[Any, Strategy] = {bool: st.booleans(), NoneType: st.none()}


def _members(kind: type[Component], registry: Registry, depth: int) -> Strategy:
    if not depth:
        return st.nothing()
    classes = [found for _, found in registry.components(kind)]
    return st.one_of([components(found, registry, depth - 1) for found in classes])
