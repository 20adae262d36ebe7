"""Expressions of Python, laid out as ruff lays them out."""

from collections.abc import Sequence

from attrs import frozen

WIDTH = 100
INDENT = 4


@frozen
class Call:
    """A call, or with an empty function and brackets around it a list or a tuple.

    Attributes:
        function: What is called.
        arguments: Pairs of a keyword, empty for a positional argument, and a value.
        brackets: What stands around the arguments.
    """

    function: str
    arguments: "tuple[tuple[str, Expression], ...]" = ()
    brackets: str = "()"


Expression = str | Call


def sequence(items: Sequence[Expression], brackets: str) -> Call:
    """A list or a tuple."""
    return Call("", tuple(("", item) for item in items), brackets)


def in_one_line(expression: Expression) -> str:
    """The expression without any line break."""
    if isinstance(expression, str):
        return expression
    arguments = [
        (f"{name}=" if name else "") + in_one_line(value) for name, value in expression.arguments
    ]
    left, right = tuple(expression.brackets)
    lone = (
        ","
        if expression.brackets == "()" and not expression.function and arguments[:1] == arguments
        else ""
    )
    return f"{expression.function}{left}{', '.join(arguments)}{lone}{right}"


def lines(expression: Expression, before: str = "", after: str = "", indent: int = 0) -> list[str]:
    """The expression over as many lines as it needs.

    Args:
        expression: What to write.
        before: What stands in front of it in its first line.
        after: What follows in its last line.
        indent: Spaces before every line.
    """
    pad = " " * indent
    short = f"{pad}{before}{in_one_line(expression)}{after}"
    if len(short) <= WIDTH or isinstance(expression, str) or not expression.arguments:
        return [short]
    left, right = tuple(expression.brackets)
    found = [f"{pad}{before}{expression.function}{left}"]
    for name, value in expression.arguments:
        found += lines(value, f"{name}=" if name else "", ",", indent + INDENT)
    return [*found, f"{pad}{right}{after}"]
