"""Annotations and values in words, for help and errors."""

import reprlib
from collections.abc import Mapping
from types import NoneType
from typing import assert_never

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
from kb_registry.components._bounds import in_words
from kb_registry.grammar._tree import Reference, Word

LONGEST_WORDS = 80

_WORDS: dict[object, str] = {
    bool: "true or false",
    int: "an integer",
    float: "a number",
    str: "text",
    NoneType: "none",
}


def describe(annotation: Annotation) -> str:
    """Say in words what an annotation accepts: `a number >= 0`."""
    match annotation:
        case Scalar(plain):
            words = _WORDS[plain]
        case Choice(choices):
            words = " or ".join(map(choice_word, choices))
        case Members(base):
            words = base.kind.with_article()
        case ListOf(item):
            words = f"a list, each {describe(item)}"
        case Row(items):
            words = f"a list of {len(items)}: {', '.join(map(describe, items))}"
        case OneOf(members):
            words = " or ".join(map(describe, members))
        case Bounded(inner, bounds):
            words = f"{describe(inner)} {' and '.join(map(in_words, bounds))}"
        case _:
            assert_never(annotation)
    return words


def choice_word(choice: object) -> str:
    """A choice of a `Literal` as it stands in a reference."""
    return choice if isinstance(choice, str) else str(choice).lower()


def known_words(annotation: Annotation) -> tuple[str, ...]:
    """The words that an annotation has a meaning for, such as its choices, for completion."""
    match annotation:
        case Scalar(plain):
            return {bool: ("true", "false"), NoneType: ("none",)}.get(plain, ())
        case Choice(choices):
            return tuple(map(choice_word, choices))
        case OneOf(members):
            return tuple(word for member in members for word in known_words(member))
        case Bounded(inner):
            return known_words(inner)
        case _:
            return ()


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
