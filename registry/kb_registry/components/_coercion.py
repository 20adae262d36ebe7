"""Values as annotations ask for them."""

import math
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from numbers import Integral, Real
from types import NoneType
from typing import Any, TypeGuard, assert_never

from kb_registry._errors import (
    InvalidParameterError,
    InvalidReferenceError,
    KerasBlocksError,
    UnknownNameError,
)
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
from kb_registry.components._bounds import satisfied
from kb_registry.components._wording import choice_word, describe, given
from kb_registry.grammar._tree import Reference, Source, Word

Structure = Callable[[type[Any], Source], object]
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

    def __init__(self, expected: Annotation, value: object, nearest: str = "") -> None:
        super().__init__(f"{describe(expected)}, not {given(value)}")
        self.nearest = nearest


def coerce(value: object, annotation: Annotation, structure: Structure | None = None) -> Any:
    """Turn a value into what an annotation asks for.

    Args:
        value: A Python value, or what `parse` reads: a word, a reference, a tuple.
        annotation: What is asked for.
        structure: Makes components from text and tables; without it only components
            themselves are accepted where the annotation names a kind.

    Raises:
        MismatchError: The annotation doesn't accept the value.
    """
    match annotation:
        case Scalar(plain):
            coerced = _SCALARS[plain](value)
        case Choice():
            coerced = _choice(value, annotation)
        case Members():
            coerced = _component(value, annotation, structure)
        case ListOf() | Row():
            coerced = _tuple(value, annotation, structure)
        case OneOf():
            coerced = _member(value, annotation, structure)
        case Bounded():
            coerced = _bounded(value, annotation, structure)
        case _:
            assert_never(annotation)
    return coerced


def _bounded(value: object, annotation: Bounded, structure: Structure | None) -> object:
    try:
        coerced = coerce(value, annotation.inner, structure)
        if all(satisfied(bound, coerced) for bound in annotation.bounds):
            return coerced
    except MismatchError:  # said again with the bounds
        pass
    raise MismatchError(annotation, value)


def _member(value: object, annotation: OneOf, structure: Structure | None) -> object:
    fault: KerasBlocksError | None = None
    nearest = ""
    bare = isinstance(value, Word)  # a bare none is None, text in quotes is text first
    for member in sorted(annotation.members, key=lambda m: (m == Scalar(NoneType)) is not bare):
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
    raise fault or MismatchError(annotation, value, nearest)


def _choice(value: object, annotation: Choice) -> object:
    for choice in annotation.choices:
        same = value == choice and isinstance(value, bool) is isinstance(choice, bool)
        if same or (isinstance(value, Word) and value.text == choice_word(choice)):
            return choice
    raise MismatchError(annotation, value)


def _tuple(value: object, annotation: ListOf | Row, structure: Structure | None) -> object:
    if not isinstance(value, tuple | list):
        raise MismatchError(annotation, value)
    if isinstance(annotation, ListOf):
        items: tuple[Annotation, ...] = (annotation.item,) * len(value)
    else:
        items = annotation.items
    if len(items) != len(value):
        raise MismatchError(annotation, value)
    try:
        return tuple(coerce(v, item, structure) for v, item in zip(value, items, strict=True))
    except MismatchError:
        raise MismatchError(annotation, value) from None


def _component(value: object, annotation: Members, structure: Structure | None) -> object:
    if isinstance(value, annotation.kind):
        return value
    if structure is None or not isinstance(value, Word | Reference | str | Mapping):
        raise MismatchError(annotation, value)
    return structure(annotation.kind, value)


def _none(value: object) -> None:
    if value is not None and value != Word("none") and value != "none":
        raise MismatchError(Scalar(NoneType), value)


def _bool(value: object) -> bool:
    if isinstance(value, Word) and value.text in {"true", "false"}:
        return value.text == "true"
    if isinstance(value, bool):
        return value
    raise MismatchError(Scalar(bool), value)


def _int(value: object) -> int:
    number = None
    if isinstance(value, Word) and _INTEGER.fullmatch(value.text):
        number = int(value.text)
    elif _is_integral(value):
        number = int(value)
    if number is None or not -LARGEST_INTEGER - 1 <= number <= LARGEST_INTEGER:
        raise MismatchError(Scalar(int), value)
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
        raise MismatchError(Scalar(float), value)
    return number + 0.0  # -0.0 becomes 0.0, since equal components are written alike


def _str(value: object) -> str:
    if isinstance(value, Word):
        return value.text
    if isinstance(value, str) and _SURROGATE.search(value) is None:
        return str(value)
    raise MismatchError(Scalar(str), value)


_SCALARS: dict[object, Callable[[object], object]] = {
    bool: _bool,
    int: _int,
    float: _float,
    str: _str,
    NoneType: _none,
}
