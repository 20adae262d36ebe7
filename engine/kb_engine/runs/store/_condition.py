"""Conditions on runs, as people type them: `act=prelu`, `val_accuracy>0.9`."""

import operator
import re
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Self

from attrs import frozen
from kb_registry import KerasBlocksError

from kb_engine.runs.store._facts import Fact

_CONDITION = re.compile(r"\s*([\w./]+)\s*(!=|>=|<=|=|>|<)\s*(.*?)\s*", re.DOTALL)
_ORDER: Mapping[str, Callable[[Any, Any], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}

TIME = "begun"
"""The one field of text that has an order."""


class ConditionError(KerasBlocksError, ValueError):
    """A condition that can't be read, or names a field that no run has."""


@frozen
class Condition:
    """A comparison of one field of a run with a value.

    Attributes:
        field: Such as `act`, `opt.learning_rate`, `val_accuracy`, `status` or `tags`.
        comparison: One of `=`, `!=`, `>`, `>=`, `<` and `<=`.
        value: As typed; numbers are compared as numbers.
    """

    comparisons: ClassVar[tuple[str, ...]] = ("=", "!=", *_ORDER)

    field: str
    comparison: str
    value: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a condition.

        Raises:
            ConditionError: It has no comparison, or orders something that isn't a number.
        """
        found = _CONDITION.fullmatch(text)
        if not found:
            raise ConditionError(
                f"Can't read the condition {text!r}.",
                hint="Write FIELD=VALUE, or with !=, >, >=, < or <=: act=prelu, val_accuracy>0.9.",
            )
        condition = cls(*found.groups())
        if condition.comparison in _ORDER and condition.field != TIME:
            _finite(condition.value, text)
        return condition

    def admits(self, facts: Mapping[str, Fact]) -> bool:
        """Whether a run meets the condition; one that lacks the field doesn't."""
        fact = facts.get(self.field)
        if fact is None:
            return False
        if self.comparison in _ORDER:
            if self.field == TIME:
                return _ORDER[self.comparison](fact, self.value)  # ISO 8601 sorts as time does
            number = isinstance(fact, int | float)
            return number and _ORDER[self.comparison](fact, float(self.value))
        return _equal(fact, self.value) is (self.comparison == "=")


def _equal(fact: Fact, value: str) -> bool:
    match fact:
        case list():
            return value in fact
        case bool():
            return value == str(fact).lower()
        case int() | float():
            try:
                return fact == float(value)
            except ValueError:
                return False
        case _:
            return fact == value


def _finite(value: str, text: str) -> None:
    try:
        float(value)
    except ValueError:
        raise ConditionError(
            f"{text!r} compares with {value!r}, which isn't a number.",
            hint="Compare texts with = or !=.",
        ) from None
