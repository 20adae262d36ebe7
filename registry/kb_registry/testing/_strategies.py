"""Hypothesis strategies for components: any valid values for every parameter."""

from collections.abc import Iterable
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen
from hypothesis import reject
from hypothesis import strategies as st

from kb_registry._errors import InvalidParameterError
from kb_registry.components._annotations import is_kind
from kb_registry.components._bounds import Bound, bounds, satisfied
from kb_registry.components._component import Component
from kb_registry.installed._registry import Registry
from kb_registry.references._coercion import LARGEST_INTEGER

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
        strategy = values(parameter.hint, registry, depth)
        if parameter.required:
            required[parameter.name] = strategy
        elif not strategy.is_empty:
            optional[parameter.name] = strategy
    return st.fixed_dictionaries(required, optional=optional)


def values(hint: Any, registry: Registry, depth: int = DEEPEST) -> Strategy:
    """Values that an annotation accepts."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        limits = tuple(bounds(inner[1:]))
        ranged = _within(inner[0], limits, registry, depth)
        return ranged.filter(lambda value: all(satisfied(limit, value) for limit in limits))
    if origin in (Union, UnionType):
        return st.one_of([values(member, registry, depth) for member in inner])
    if origin is Literal:
        return st.sampled_from(inner)
    if origin is tuple and inner[-1] is not Ellipsis:
        return st.tuples(*(values(item, registry, depth) for item in inner))
    if is_kind(hint):
        return _members(hint, registry, depth)
    return _within(hint, (), registry, depth)


def _within(hint: Any, limits: Iterable[Bound], registry: Registry, depth: int) -> Strategy:
    """Values of a type, from a range that is as narrow as the type's strategy can have it."""
    low, high, shortest, longest = _ranges(limits)
    if hint is int:
        return st.integers(
            -LARGEST_INTEGER - 1 if low is None else low, LARGEST_INTEGER if high is None else high
        )
    if hint is float:
        return st.floats(low, high, allow_nan=False, allow_infinity=False)
    if hint is str:
        return st.text(min_size=shortest, max_size=longest)
    if get_origin(hint) is tuple:
        item = values(get_args(hint)[0], registry, depth)
        return st.lists(item, min_size=shortest, max_size=longest).map(tuple)
    if hint in _CONSTANTS:
        return _CONSTANTS[hint]
    return values(hint, registry, depth)


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
