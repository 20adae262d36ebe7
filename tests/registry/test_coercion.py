"""Values as annotations ask for them, and what is said where they don't fit."""

from typing import Annotated, Any, Literal

import numpy as np
import pytest
from kb_registry import Ge, Initializer, Interval, Len, Lt, describe
from kb_registry.components._annotation_reading import read_annotation
from kb_registry.components._coercion import LARGEST_INTEGER, MismatchError, coerce
from kb_registry.grammar._tree import Word
from toy_blocks import Zeros

ACCEPTED = [
    (Word("true"), bool, True),
    (Word("3"), int, 3),
    (Word("-9223372036854775808"), int, -LARGEST_INTEGER - 1),
    (np.int64(3), int, 3),
    (3.0, int, 3),
    (Word("3"), float, 3.0),
    (Word("1e-3"), float, 0.001),
    (Word(".5"), float, 0.5),
    (3, float, 3.0),
    (np.float32(0.5), float, 0.5),
    (Word("0.5"), str, "0.5"),
    ("none", str | None, "none"),
    (Word("none"), str | None, None),
    (None, float | None, None),
    ("none", float | None, None),
    (Word("none"), float | None, None),
    (Word("fan_in"), Literal["fan_in", "fan_out"], "fan_in"),
    (Word("true"), Literal["auto", True], True),
    (Word("1"), Literal[1, 2], 1),
    (1.0, Literal[1, 2], 1),
    ([1, 2], tuple[int, ...], (1, 2)),
    ((Word("1"), Word("x")), tuple[int, str], (1, "x")),
    (0.5, Annotated[float, Ge(0), Lt(1)], 0.5),
    ("ab", Annotated[str, Len(1, 2)], "ab"),
    (Word("7"), float | Literal["auto"], 7.0),
    (Word("auto"), float | Literal["auto"], "auto"),
    (Zeros(), Initializer | None, Zeros()),
]


@pytest.mark.parametrize(("value", "hint", "expected"), ACCEPTED)
def test_a_value_becomes_what_the_annotation_says(value: object, hint: Any, expected: Any) -> None:
    found = coerce(value, read_annotation(hint, none_is_default=True))
    assert found == expected
    assert type(found) is type(expected)


REFUSED = [
    (Word("yes"), bool, "true or false, not yes"),
    (1, bool, "true or false, not 1"),
    (True, int, "an integer, not true"),
    (Word("1.5"), int, "an integer, not 1.5"),
    (Word("0x10"), int, "an integer, not 0x10"),
    (Word("1_000"), int, "an integer, not 1_000"),
    (Word("٣"), int, "an integer, not ٣"),
    (LARGEST_INTEGER + 1, int, "an integer, not 9223372036854775808"),
    (10**5_000, int, "an integer, not an integer of 16610 bits"),
    (10**5_000, float, "a number, not an integer of 16610 bits"),
    (Word("9" * 20), int, f"an integer, not {'9' * 20}"),
    (Word("1e999"), float, "a number, not 1e999"),
    (Word("nan"), float, "a number, not nan"),
    (float("inf"), float, "a number, not inf"),
    (True, float, "a number, not true"),
    ("0.5", float, "a number, not '0.5'"),
    (5, str, "text, not 5"),
    ("\ud800", str, "text, not '\\ud800'"),
    (Word("both"), Literal["fan_in", "SAME", True], "fan_in or SAME or true, not both"),
    (True, Literal[1, 2], "1 or 2, not true"),
    (Word("3"), tuple[int, ...], "a list, each an integer, not 3"),
    ([1, "x"], tuple[int, ...], "a list, each an integer, not [1, 'x']"),
    ([1], tuple[int, int], "a list of 2: an integer, an integer, not [1]"),
    ([[[1]]], tuple[int, ...], "a list, each an integer, not [[...]]"),
    (-0.5, Annotated[float, Ge(0)], "a number >= 0, not -0.5"),
    (2, Annotated[float, Interval(gt=0, le=1)], "a number > 0 and <= 1, not 2"),
    ("abc", Annotated[str, Len(1, 2)], "text of at least 1 and of at most 2, not 'abc'"),
    ({"name": "zeros"}, Initializer, "an initializer, not a table"),
    (Word("x\x9b31m"), int, "an integer, not 'x\\x9b31m'"),
    (Word("x" * 500), int, f"an integer, not {'x' * 80}..."),
]


@pytest.mark.parametrize(
    ("value", "hint", "message"), REFUSED, ids=[row[2][:40] for row in REFUSED]
)
def test_a_value_that_does_not_fit_is_named_beside_what_would(
    value: object, hint: Any, message: str
) -> None:
    with pytest.raises(MismatchError) as caught:
        coerce(value, read_annotation(hint, none_is_default=True))
    assert str(caught.value) == message


def test_a_list_that_holds_itself_is_refused_like_any_other() -> None:
    endless: list[object] = []
    endless.append(endless)
    with pytest.raises(MismatchError, match=r"not \[\[...\]\]"):
        coerce(endless, read_annotation(tuple[int, ...]))


def test_an_annotation_reads_as_words() -> None:
    assert describe(read_annotation(Annotated[float, Ge(0)] | Initializer | None)) == (
        "a number >= 0 or an initializer or none"
    )
