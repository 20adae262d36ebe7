"""Values as annotations ask for them.

Annotations are the single source of truth: `coerce` turns a value into what the annotation
says or raises, and `describe` says the same in words. Understood are bool, int, float, str,
None, Literal, unions, tuples, kinds of component, and Annotated with bounds.
"""

import math
import re
from collections.abc import Callable, Mapping
from numbers import Integral, Real
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeGuard, Union, get_args, get_origin

from kb_registry.bounds import bounds, in_words, satisfied
from kb_registry.errors import InvalidComponentError, UnknownNameError
from kb_registry.syntax import Reference, Source, Word

if TYPE_CHECKING:
    from kb_registry.component import Component

Structure = Callable[["type[Component]", Source], "Component"]
"""Makes a component of a kind from its source."""

_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_NUMBER = re.compile(r"[+-]?([0-9]{1,40}\.?[0-9]{0,40}|\.[0-9]{1,40})([eE][+-]?[0-9]{1,3})?")


class MismatchError(Exception):
    """A value that an annotation doesn't accept; reads `<what is expected>, not <given>`."""

    def __init__(self, hint: object, value: object) -> None:
        super().__init__(f"{describe(hint)}, not {given(value)}")


def coerce(value: object, hint: object, structure: Structure | None = None) -> Any:
    """Turn a value into what an annotation asks for.

    Args:
        value: A Python value, or what `syntax.parse` reads: a word, a reference, a tuple.
        hint: The annotation.
        structure: Makes components from text and tables; without it only components
            themselves are accepted where the annotation names a kind.

    Raises:
        MismatchError: The annotation doesn't accept the value.
    """
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _bounded(coerce(value, arguments[0], structure), hint)
    if origin in (Union, UnionType):
        return _member(value, hint, structure)
    if origin is Literal:
        return _choice(value, hint)
    if origin is tuple:
        return _tuple(value, hint, structure)
    if hint in _SCALARS:
        return _SCALARS[hint](value)
    if is_kind(hint):
        return _component(value, hint, structure)
    raise InvalidComponentError(f"Components don't understand the annotation {hint!r}.")


def describe(hint: object) -> str:
    """Say in words what an annotation accepts: `a number >= 0`."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        limits = " and ".join(in_words(bound) for bound in bounds(arguments[1:]))
        return f"{describe(arguments[0])} {limits}"
    if origin in (Union, UnionType):
        return " or ".join(map(describe, arguments))
    if origin is Literal:
        return " or ".join(str(choice).lower() for choice in arguments)
    if origin is tuple and arguments[-1] is Ellipsis:
        return f"a list, each {describe(arguments[0])}"
    if origin is tuple:
        return f"a list of {len(arguments)}: {', '.join(map(describe, arguments))}"
    return hint.kind.with_article() if is_kind(hint) else _WORDS[hint]


def given(value: object) -> str:
    """A value as the person wrote it."""
    match value:
        case Word(text):
            return text
        case Reference(name=name):
            return f"{name}(...)"
        case tuple() | list():
            return f"[{', '.join(map(given, value))}]"
        case None | bool():
            return str(value).lower()
        case _:
            return repr(value)


def is_kind(hint: object) -> TypeGuard["type[Component]"]:
    """Whether an annotation names a kind of component."""
    return isinstance(hint, type) and hasattr(hint, "kind")


def _bounded(value: object, hint: object) -> object:
    if not all(satisfied(bound, value) for bound in bounds(get_args(hint)[1:])):
        raise MismatchError(hint, value)
    return value


def _member(value: object, hint: object, structure: Structure | None) -> object:
    unknown = None
    bare = isinstance(value, Word)  # a bare none is None, text in quotes is text first
    for member in sorted(get_args(hint), key=lambda m: (m is NoneType) is not bare):
        try:
            return coerce(value, member, structure)
        except MismatchError:
            continue
        except UnknownNameError as error:  # another member of the union may accept the word
            unknown = error
    if unknown is not None:
        raise unknown
    raise MismatchError(hint, value)


def _choice(value: object, hint: object) -> object:
    for choice in get_args(hint):
        same = value == choice and type(value) is type(choice)
        if same or (isinstance(value, Word) and value.text == str(choice)):
            return choice
    raise MismatchError(hint, value)


def _tuple(value: object, hint: object, structure: Structure | None) -> object:
    members = get_args(hint)
    if not isinstance(value, tuple | list):
        raise MismatchError(hint, value)
    if members[-1] is Ellipsis:
        members = members[:1] * len(value)
    if len(members) != len(value):
        raise MismatchError(hint, value)
    try:
        return tuple(coerce(v, m, structure) for v, m in zip(value, members, strict=True))
    except MismatchError:
        raise MismatchError(hint, value) from None


def _component(value: object, hint: "type[Component]", structure: Structure | None) -> object:
    if isinstance(value, hint):
        return value
    if structure is None or not isinstance(value, Word | Reference | str | Mapping):
        raise MismatchError(hint, value)
    return structure(hint, value)


def _none(value: object) -> None:
    if value is not None and value != Word("none") and value != "none":
        raise MismatchError(None, value)


def _bool(value: object) -> bool:
    if isinstance(value, Word) and value.text in {"true", "false"}:
        return value.text == "true"
    if isinstance(value, bool):
        return value
    raise MismatchError(bool, value)


def _int(value: object) -> int:
    if isinstance(value, Word) and _INTEGER.fullmatch(value.text):
        return int(value.text)
    if not isinstance(value, bool) and isinstance(value, Integral):
        return int(value)
    raise MismatchError(int, value)


def _float(value: object) -> float:
    number = math.nan
    if isinstance(value, Word) and _NUMBER.fullmatch(value.text):
        number = float(value.text)
    elif not isinstance(value, bool) and isinstance(value, Real):
        number = float(value)
    if not math.isfinite(number):
        raise MismatchError(float, value)
    return number


def _str(value: object) -> str:
    if isinstance(value, Word):
        return value.text
    if isinstance(value, str):
        return value
    raise MismatchError(str, value)


_WORDS: dict[object, str] = {
    bool: "true or false",
    int: "an integer",
    float: "a number",
    str: "text",
    None: "none",
    NoneType: "none",
}

_SCALARS: dict[object, Callable[[object], object]] = {
    bool: _bool,
    int: _int,
    float: _float,
    str: _str,
    None: _none,
    NoneType: _none,
}
