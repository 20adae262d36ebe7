"""Values as annotations ask for them."""

import math
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from numbers import Integral, Real
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeGuard, Union, get_args, get_origin

from kb_registry._errors import (
    InvalidComponentError,
    InvalidParameterError,
    InvalidReferenceError,
    KerasBlocksError,
    UnknownNameError,
)
from kb_registry.components._annotations import is_kind
from kb_registry.components._bounds import bounds, satisfied
from kb_registry.references._syntax import Reference, Source, Word
from kb_registry.references._wording import choice_word, describe, given

if TYPE_CHECKING:
    from kb_registry.components._component import Component

Structure = Callable[["type[Component]", Source], "Component"]
"""Makes a component of a kind from its source."""

LARGEST_INTEGER = 2**63 - 1
"""Of TOML, of HDF5 and of tensors; the smallest integer is one further from zero."""

_INTEGER = re.compile(r"[+-]?[0-9]{1,19}")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_NUMBER = re.compile(r"[+-]?([0-9]{1,40}\.?[0-9]{0,40}|\.[0-9]{1,40})([eE][+-]?[0-9]{1,3})?")


class MismatchError(Exception):
    """A value that an annotation doesn't accept; reads `<what is expected>, not <given>`.

    Attributes:
        nearest: What a name that nothing has registered may have been meant for, as a sentence.
    """

    def __init__(self, hint: object, value: object, nearest: str = "") -> None:
        super().__init__(f"{describe(hint)}, not {given(value)}")
        self.nearest = nearest


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
    origin = get_origin(hint)
    if origin is Annotated:
        return _bounded(value, hint, structure)
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


def _bounded(value: object, hint: object, structure: Structure | None) -> object:
    inner, *metadata = get_args(hint)
    try:
        coerced = coerce(value, inner, structure)
        if all(satisfied(bound, coerced) for bound in bounds(tuple(metadata))):
            return coerced
    except MismatchError:  # said again with the bounds
        pass
    raise MismatchError(hint, value)


def _member(value: object, hint: object, structure: Structure | None) -> object:
    fault: KerasBlocksError | None = None
    nearest = ""
    bare = isinstance(value, Word)  # a bare none is None, text in quotes is text first
    for member in sorted(get_args(hint), key=lambda m: (m is NoneType) is not bare):
        try:
            return coerce(value, member, structure)
        except MismatchError:
            continue
        except UnknownNameError as error:
            if not isinstance(value, Word):
                fault = error
            elif value.text.isidentifier():  # a number, say, was never meant as a name
                nearest = error.hint
        except (InvalidReferenceError, InvalidParameterError) as error:
            fault = error  # no component, but another member of the union may accept it
    raise fault or MismatchError(hint, value, nearest)


def _choice(value: object, hint: object) -> object:
    for choice in get_args(hint):
        same = value == choice and isinstance(value, bool) is isinstance(choice, bool)
        if same or (isinstance(value, Word) and value.text == choice_word(choice)):
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
    number = None
    if isinstance(value, Word) and _INTEGER.fullmatch(value.text):
        number = int(value.text)
    elif _is_integral(value):
        number = int(value)
    if number is None or not -LARGEST_INTEGER - 1 <= number <= LARGEST_INTEGER:
        raise MismatchError(int, value)
    return number


def _is_integral(value: object) -> TypeGuard[Integral]:
    if isinstance(value, float):
        return value.is_integer()  # JSON doesn't tell 1.0 from 1
    return isinstance(value, Integral) and not isinstance(value, bool)


def _float(value: object) -> float:
    number = math.nan
    if isinstance(value, Word) and _NUMBER.fullmatch(value.text):
        number = float(value.text)
    elif not isinstance(value, bool) and isinstance(value, Real):
        with suppress(OverflowError):
            number = float(value)
    if not math.isfinite(number):
        raise MismatchError(float, value)
    return number + 0.0  # -0.0 becomes 0.0, since equal components are written alike


def _str(value: object) -> str:
    if isinstance(value, Word):
        return value.text
    if isinstance(value, str) and _SURROGATE.search(value) is None:
        return str(value)
    raise MismatchError(str, value)


_SCALARS: dict[object, Callable[[object], object]] = {
    bool: _bool,
    int: _int,
    float: _float,
    str: _str,
    None: _none,
    NoneType: _none,
}
