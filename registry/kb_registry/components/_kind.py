"""What can be plugged in, as a record."""

from keyword import iskeyword
from typing import Any

from attrs import field, frozen
from attrs.validators import instance_of

from kb_registry._errors import InvalidComponentError
from kb_registry.grammar._words import NAME, OWN_FIELDS


def _check_word(_: "Kind", attribute: Any, word: str) -> None:
    """Name and option become a recipe's fields, command-line options and arguments in Python."""
    if word and (not NAME.fullmatch(word) or iskeyword(word)):
        raise InvalidComponentError(
            f"{word!r} can't be the {attribute.name} of a kind.",
            hint="Use lower-case letters, digits and underscores, but none of Python's keywords.",
        )
    if word in OWN_FIELDS:
        raise InvalidComponentError(
            f"{word!r} can't be the {attribute.name} of a kind: recipes or commands use it.",
            hint="Choose another word.",
        )


@frozen
class Kind:
    """A family of components that can stand in for one another.

    A class that carries a `Kind` of its own is the base class of the family.

    Attributes:
        name: In the singular, as people say it: `activation`.
        group: The entry-point group in which distributions register members.
        option: The recipe field and command-line option; empty for kinds that only stand
            inside other components, such as a learning-rate schedule.
        default: The member used when a recipe names none, as text; empty for no member.
        many: Whether a recipe holds a list of members rather than one.

    Raises:
        InvalidComponentError: The name or option can't be that of a field, or is taken.
    """

    name: str = field(validator=[instance_of(str), _check_word])
    group: str = field(validator=instance_of(str))
    option: str = field(default="", validator=[instance_of(str), _check_word])
    default: str = field(default="", validator=instance_of(str))
    many: bool = False

    def __str__(self) -> str:
        return self.name

    def with_article(self) -> str:
        """The name as it stands in a sentence: `an activation`."""
        return f"{'an' if self.name[0] in 'aeiou' else 'a'} {self.name}"
