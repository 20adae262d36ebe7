"""Values as the text of a reference, to be read back by `parse`."""

import json
import re
from pathlib import PurePath

from kb_registry.grammar._words import RESERVED_WORDS

_PLAIN = re.compile(r"(?!\.[0-9])[A-Za-z_./~][A-Za-z0-9_./~+@-]*")


def quote(text: str) -> str:
    """Write a piece of text so that `parse` reads it back as that text."""
    plain = _PLAIN.fullmatch(text) and text.lower() not in RESERVED_WORDS
    return text if plain else in_quotes(text)


def in_quotes(text: str) -> str:
    """Write a piece of text in quotes; characters that nobody would see are spelt as numbers."""
    return json.dumps(text, ensure_ascii=not text.isprintable())


def value_text(value: object) -> str:
    """Write a plain value, or a list of plain values, so that `parse` reads it back."""
    match value:
        case str():
            return quote(value)
        case PurePath():
            return quote(str(value))
        case tuple() | list():
            return f"[{','.join(map(value_text, value))}]"
        case None | bool():
            return str(value).lower()
        case _:
            return repr(value)
