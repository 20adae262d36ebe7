"""Which annotations a parameter may carry.

Understood are bool, int, float, str, None, Literal, unions, tuples, kinds of component, and
Annotated with bounds. What would be ambiguous as text or in a table is refused, so that every
component can be written down and read back.
"""

from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Literal, TypeGuard, Union, get_args, get_origin

from kb_registry._errors import InvalidComponentError
from kb_registry.components._bounds import bounds, limits_length

if TYPE_CHECKING:
    from kb_registry.components._component import Component

_SCALARS = (bool, int, float, str, NoneType, None)


def is_kind(hint: object) -> TypeGuard["type[Component]"]:
    """Whether an annotation names a kind of component."""
    return isinstance(hint, type) and "kind" in vars(hint)


def members(hint: object) -> tuple[object, ...]:
    """The members of a union; of anything else, the annotation itself."""
    return get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)


def check(hint: object, *, none_is_default: bool = False) -> None:
    """Refuse an annotation that components don't understand.

    Args:
        hint: The annotation.
        none_is_default: Whether tables leave None out, which frees the text `none`.

    Raises:
        InvalidComponentError: What is wrong with the annotation.
    """
    _check_union(members(hint), none_is_default)
    for member in members(hint):
        origin, arguments = get_origin(member), get_args(member)
        if origin is Annotated:
            check(arguments[0])
            _check_bounds(arguments[0], arguments[1:])
        elif origin is tuple and arguments:
            for item in arguments:
                if item is not Ellipsis:
                    check(item)
        elif origin is Literal and all(isinstance(choice, str | int) for choice in arguments):
            continue
        elif member not in _SCALARS and not is_kind(member):
            raise InvalidComponentError(f"components don't understand the annotation {member!r}.")


def _check_union(options: tuple[object, ...], none_is_default: bool) -> None:  # noqa: FBT001 - passed on
    plain = [get_args(o)[0] if get_origin(o) is Annotated else o for o in options]
    if str in plain and any(is_kind(option) for option in plain):
        raise InvalidComponentError("text and a component's name can't be told apart.")
    takes_none = any(
        o is str or (get_origin(o) is Literal and "none" in get_args(o)) for o in plain
    )
    if NoneType in plain and takes_none and not none_is_default:
        raise InvalidComponentError(
            "a table can't tell None from the text 'none'.",
            hint="Make None the default, or let an empty text stand for it.",
        )


def _check_bounds(hint: object, metadata: tuple[object, ...]) -> None:
    for bound in bounds(metadata):
        for member in members(hint):
            sized = member is str or get_origin(member) is tuple
            if limits_length(bound) and not sized:
                raise InvalidComponentError(f"{bound!r} is for text and lists, not for {member!r}.")
            if not limits_length(bound) and member not in (int, float):
                raise InvalidComponentError(f"{bound!r} is for numbers, not for {member!r}.")
