"""Annotations and values in words, for help and errors."""

import reprlib
from collections.abc import Mapping
from types import NoneType, UnionType
from typing import Annotated, Literal, Union, get_args, get_origin

from kb_registry.components._annotations import is_kind
from kb_registry.components._bounds import bounds, in_words
from kb_registry.references._syntax import Reference, Word

LONGEST_WORDS = 80

_WORDS: dict[object, str] = {
    bool: "true or false",
    int: "an integer",
    float: "a number",
    str: "text",
    None: "none",
    NoneType: "none",
}


def describe(hint: object) -> str:
    """Say in words what an annotation accepts: `a number >= 0`."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        limits = " and ".join(in_words(bound) for bound in bounds(arguments[1:]))
        return f"{describe(arguments[0])} {limits}"
    if origin in (Union, UnionType):
        return " or ".join(map(describe, arguments))
    if origin is Literal:
        return " or ".join(map(choice_word, arguments))
    if origin is tuple and arguments[-1] is Ellipsis:
        return f"a list, each {describe(arguments[0])}"
    if origin is tuple:
        return f"a list of {len(arguments)}: {', '.join(map(describe, arguments))}"
    return hint.kind.with_article() if is_kind(hint) else _WORDS[hint]


def choice_word(choice: object) -> str:
    """A choice of a `Literal` as it stands in a reference."""
    return choice if isinstance(choice, str) else str(choice).lower()


def given(value: object) -> str:
    """A value as the person wrote it, cut short where it is long."""
    match value:
        case Word(text):
            words = text if text.isprintable() else repr(text)
        case Reference(name=name):
            words = f"{name}(...)"
        case tuple() | list():
            words = f"[{', '.join(_item(item) for item in value[:LONGEST_WORDS])}]"
        case Mapping():
            words = "a table"
        case None | bool():
            words = choice_word(value)
        case int() if value.bit_length() > LONGEST_WORDS:
            words = f"an integer of {value.bit_length()} bits"
        case _:
            words = reprlib.repr(value)
    return words if len(words) <= LONGEST_WORDS else f"{words[:LONGEST_WORDS]}..."


def _item(value: object) -> str:
    return "[...]" if isinstance(value, tuple | list) else given(value)
