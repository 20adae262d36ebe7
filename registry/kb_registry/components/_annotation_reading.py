"""Which annotations a parameter may carry.

Understood are bool, int, float, str, None, Literal, unions, tuples, kinds of component, and
Annotated with bounds. What would be ambiguous as text or in a table is refused, so that every
component can be written down and read back.
"""

from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from kb_registry._errors import InvalidComponentError
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
from kb_registry.components._bounds import bounds, limits_length

_SCALARS: dict[object, Annotation] = {
    **{plain: Scalar(plain) for plain in (bool, int, float, str, NoneType)},
    None: Scalar(NoneType),
}


def read_annotation(hint: Any, *, none_is_default: bool = False) -> Annotation:
    """Read what an annotation accepts.

    Args:
        hint: The annotation.
        none_is_default: Whether tables leave None out, which frees the text `none`.

    Raises:
        InvalidComponentError: Components don't understand the annotation, or can't
            distinguish its members.
    """
    origin, arguments = get_origin(hint), get_args(hint)
    found: Annotation
    if origin is Annotated:
        found = _bounded(read_annotation(arguments[0]), arguments)
    elif origin in (Union, UnionType):
        found = _one_of(tuple(map(read_annotation, arguments)), none_is_default=none_is_default)
    elif origin is tuple and arguments[1:] == (Ellipsis,):
        found = ListOf(read_annotation(arguments[0]))
    elif origin is tuple and arguments:
        found = Row(tuple(map(read_annotation, arguments)))
    elif origin is Literal and all(isinstance(choice, str | int) for choice in arguments):
        found = Choice(arguments)
    elif isinstance(hint, type) and "kind" in vars(hint):
        found = Members(hint)
    elif hint is None or (isinstance(hint, type) and hint in _SCALARS):
        found = _SCALARS[hint]
    else:
        raise InvalidComponentError(f"components don't understand the annotation {hint!r}.")
    return found


def _one_of(members: tuple[Annotation, ...], *, none_is_default: bool) -> OneOf:
    plain = [member.inner if isinstance(member, Bounded) else member for member in members]
    if Scalar(str) in plain and any(isinstance(member, Members) for member in plain):
        raise InvalidComponentError("text can't be distinguished from a component's name.")
    takes_none = any(
        member == Scalar(str) or (isinstance(member, Choice) and "none" in member.choices)
        for member in plain
    )
    if Scalar(NoneType) in plain and takes_none and not none_is_default:
        raise InvalidComponentError(
            "a table can't distinguish None from the text 'none'.",
            hint="Make None the default, or use an empty text instead.",
        )
    return OneOf(members)


def _bounded(inner: Annotation, arguments: tuple[Any, ...]) -> Bounded:
    hint, *metadata = arguments
    limits = tuple(bounds(tuple(metadata)))
    for limit in limits:
        for member in inner.members if isinstance(inner, OneOf) else (inner,):
            sized = member == Scalar(str) or isinstance(member, ListOf | Row)
            if limits_length(limit) and not sized:
                raise InvalidComponentError(f"{limit!r} is for text and lists, not for {hint!r}.")
            if not limits_length(limit) and member not in (Scalar(int), Scalar(float)):
                raise InvalidComponentError(f"{limit!r} is for numbers, not for {hint!r}.")
    return Bounded(inner, limits)
