"""The grammar of references: a component and its arguments as text.

    reference := name [":" arguments | "(" [arguments] ")"]
    name      := [distribution ":"] identifier
    arguments := argument ("," argument)*
    argument  := [parameter "="] value
    value     := word | quoted | name "(" [arguments] ")" | "[" [value ("," value)*] "]"

It is the same in a shell, a TOML file and Python. An identifier right behind a colon is a
name (`kb-papers:mc_dropout`); anything else there is an argument (`dropout:0.2`).

Words have no type of their own: the parameter that receives a word decides whether `0.2`
is a number, a choice or a piece of text. Reading builds a tree and nothing else; no name is
looked up and no code is evaluated.
"""

import json
import re
from collections.abc import Callable
from typing import TypeVar

from kb_registry._errors import InvalidReferenceError
from kb_registry.grammar._tree import Argument, Reference, Value, Word

LONGEST_TEXT = 10_000
DEEPEST_NESTING = 20

_SPACE = re.compile(r"[ \t\r\n]*")
_NAME = re.compile(r"""[^\s\x00-\x1f\x7f,()\[\]="':]+""")
_WORD = re.compile(r"""[^\s\x00-\x1f\x7f,()\[\]="']+""")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"' "|'[^']*'", re.DOTALL)
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


T = TypeVar("T")


def parse(text: str) -> Reference:
    """Read one reference, such as `adam:learning_rate=0.01`.

    Raises:
        InvalidReferenceError: The text doesn't follow the grammar, isn't valid Unicode, has
            more than `LONGEST_TEXT` characters or nests deeper than `DEEPEST_NESTING`.
    """
    _check(text)
    reader = _Reader(text)
    reference = reader.reference()
    reader.end()
    return reference


def _check(text: str) -> None:
    if len(text) > LONGEST_TEXT:
        raise InvalidReferenceError(
            f"A reference has at most {LONGEST_TEXT} characters, not {len(text)}.",
            text=text[:40],
            position=40,
        )
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise InvalidReferenceError(
            f"Can't read {text[:60]!r}: character {error.start + 1} isn't valid Unicode.",
            text=text,
            position=error.start,
            hint="Write references in UTF-8.",
        ) from None


class _Reader:
    """One pass over a text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.depth = 0

    def reference(self) -> Reference:
        distribution, name = None, self.match(_NAME, "a name")
        if self.name_follows():
            self.take(":")
            distribution, name = name, self.match(_NAME, "a name")
        if self.take(":"):
            arguments = self.separated(self.argument)
        elif self.take("("):
            arguments = self.enclosed(self.argument, ")")
        else:
            arguments = ()
        return Reference(name, distribution, self.distinct(arguments))

    def argument(self) -> Argument:
        start = self.skip()
        parameter = _IDENTIFIER.match(self.text, start)
        if parameter:
            self.position = parameter.end()
            if self.take("="):
                return parameter.group(), self.value()
        self.position = start
        return None, self.value()

    def value(self) -> Value:
        if self.take("["):
            return self.enclosed(self.value, "]")
        quoted = _QUOTED.match(self.text, self.skip())
        if quoted:
            return self.unquoted(quoted)
        start, word = self.position, self.match(_WORD, "a value")
        if not self.take("("):
            return Word(word)
        distribution, colon, name = word.rpartition(":")
        if not name or bool(colon) > bool(distribution):
            self.position = start
            raise self.error("a name before '('")
        arguments = self.enclosed(self.argument, ")")
        return Reference(name, distribution or None, self.distinct(arguments))

    def separated(self, item: Callable[[], T]) -> tuple[T, ...]:
        items = [item()]
        while self.take(","):
            items.append(item())
        return tuple(items)

    def enclosed(self, item: Callable[[], T], closing: str) -> tuple[T, ...]:
        self.depth += 1
        if self.depth > DEEPEST_NESTING:
            raise self.error(f"values nested at most {DEEPEST_NESTING} deep")
        items = () if self.at(closing) else self.separated(item)
        if not self.take(closing):
            raise self.error(f"',' or '{closing}'")
        self.depth -= 1
        return items

    def distinct(self, arguments: tuple[Argument, ...]) -> tuple[Argument, ...]:
        seen: set[str] = set()
        for parameter, _ in arguments:
            if parameter in seen:
                raise self.error(f"{parameter!r} only once")
            if parameter is None and seen:
                raise self.error("positional arguments before named ones")
            if parameter is not None:
                seen.add(parameter)
        return arguments

    def unquoted(self, quoted: re.Match[str]) -> str:
        try:
            text = str(json.loads(quoted.group())) if quoted.group()[0] == '"' else quoted[0][1:-1]
            text.encode()
        except ValueError:
            raise self.error("text in quotes as JSON writes it") from None
        self.position = quoted.end()
        return text

    def name_follows(self) -> bool:
        """Whether a colon and then a name stand here, rather than a colon and an argument."""
        start = self.position
        try:
            if not self.take(":"):
                return False
            name = _IDENTIFIER.match(self.text, self.skip())
            if not name:
                return False
            self.position = name.end()
            return self.at("") or self.at(":") or self.at("(")
        finally:
            self.position = start

    def match(self, pattern: re.Pattern[str], expected: str) -> str:
        found = pattern.match(self.text, self.skip())
        if not found:
            raise self.error(expected)
        self.position = found.end()
        return found.group()

    def take(self, mark: str) -> bool:
        if not self.at(mark):
            return False
        self.position += 1
        return True

    def at(self, mark: str) -> bool:
        """Whether `mark` comes next; the empty mark stands for the end of the text."""
        self.skip()
        return self.text[self.position : self.position + 1] == mark

    def skip(self) -> int:
        space = _SPACE.match(self.text, self.position)
        self.position = space.end() if space else self.position
        return self.position

    def end(self) -> None:
        if not self.at(""):
            raise self.error("the end of the reference")

    def error(self, expected: str) -> InvalidReferenceError:
        rest = self.text[self.position : self.position + 20]
        found = repr(rest) if rest else "the end"
        return InvalidReferenceError(
            f"Can't read {self.text[:60]!r}: expected {expected}, found {found}"
            f" at character {self.position + 1}.",
            text=self.text,
            position=self.position,
            hint="Write NAME, NAME:VALUE, NAME:PARAMETER=VALUE,... or NAME(PARAMETER=VALUE, ...).",
        )
