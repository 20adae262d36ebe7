"""Lines of plain numbers are read at once, and exactly as cell by cell."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kb_keras.datasets.tables._block import Numbers
from kb_keras.datasets.tables._numbers import read_numbers

numbers = st.floats(allow_nan=False, width=32).filter(np.isfinite)
tables = st.lists(st.tuples(numbers, numbers, numbers), min_size=1)


def read(*lines: str, texts: frozenset[int] = frozenset()) -> Any:
    """A block of lines that stand behind the first of a file."""
    return read_numbers([f"{line}\n" for line in lines], 1, 2, ",", texts)


@given(tables)
def test_numbers_are_read_as_python_reads_them(rows: list[tuple[float, ...]]) -> None:
    lines = [",".join(f" {number!r}" for number in row) for row in rows]
    block = read_numbers(lines, 1, 3, ",", ())
    assert block is not None
    assert block.lines == tuple(range(2, 2 + len(rows)))
    for column, expected in zip(block.columns, zip(*rows, strict=True), strict=True):
        assert isinstance(column, Numbers)
        assert column.values.tolist() == list(expected)


def test_words_stay_words_and_empty_lines_are_none() -> None:
    block = read("1, a", "", "2,3")
    assert block.lines == (2, 4)
    assert block.columns[0].first == (2, "1")
    assert block.columns[1] == ("a", "3")


def test_numbers_may_be_wanted_as_they_are_written() -> None:
    assert read("1,01", "2,1", texts=frozenset({1})).columns[1] == ("01", "1")


@pytest.mark.parametrize(
    "line",
    ["1,?", "1,", "1,nan", "1,inf", "1,1e39", "1,1_0", "1,old", '1,"2"', "1", "1,2,3", "#,1"],
)
def test_what_wants_a_closer_look_is_left_to_it(line: str) -> None:
    assert read("1,2", line) is None
