"""What the text of a reference says, before anything is looked up."""

from collections.abc import Mapping

from attrs import frozen


@frozen
class Word:
    """A bare word, read later as the type of its parameter asks."""

    text: str


@frozen
class Reference:
    """A component by name, with arguments that nobody has checked yet.

    Attributes:
        name: The registered name.
        distribution: The distribution that must own the name; None leaves it open.
        arguments: Parameter and value in order of writing; the parameter of a positional
            argument is None.
    """

    name: str
    distribution: str | None = None
    arguments: "tuple[Argument, ...]" = ()


Value = Word | str | Reference | tuple["Value", ...]
Source = Word | Reference | str | Mapping[str, object]
"""What a component can be made from: text, or a table as TOML and JSON hold it."""
Argument = tuple[str | None, object]
"""A parameter and its value: a `Value` if read from text, anything if taken from a table."""
