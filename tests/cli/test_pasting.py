"""What an error about data says to write can be pasted, whatever columns are called."""

import csv
import re
import shlex
import warnings
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from kb.names.in_full import in_full
from kb.render.suggestions import in_shell
from kb_engine import Recipe
from kb_registry import DataError, Dataset, SetOption, SetParameter, installed_registry

ROWS = 150

PROBLEMS: dict[str, Callable[[int], str]] = {
    "too many words": lambda row: f"word {row}",
    "nothing": lambda _: "",
    "numbers and a word": lambda row: "oops" if row == ROWS - 1 else str(row % 50),
    "amounts of money": lambda row: f"${row % 50 + 1}",
}
"""A column's cells that the dataset can't take as they are."""

NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)


def recipe(data: str) -> Recipe:
    return Recipe.from_choices({"data": data, "callback": "none"}, installed_registry())


def load(chosen: Recipe) -> None:
    dataset = chosen.get(Dataset)
    assert dataset is not None
    dataset.load(seed=0)


def pasted(data: str, error: DataError) -> Iterator[str]:
    """The dataset with each thing that the error says to write."""
    written = re.search(r": ([a-z_]+=.*)\.$", error.hint, re.DOTALL)
    if written:
        yield f"csv({data},{written[1]})"
    for each in error.suggestions:
        if isinstance(each, SetParameter):
            whole = in_full(each, recipe(f"csv({data})"))
            assert isinstance(whole, SetOption)
            option, text = shlex.split(in_shell(whole))
            assert option == "--data"
            yield text


@pytest.mark.parametrize("problem", PROBLEMS)
@given(name=NAMES)
@example(name="City, State")
@example(name="Temp (C) [max]")
@example(name='it\'s "so"=$x\\\\')
@example(name="none")
@example(name="1")
@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_hint_about_a_column_mends_what_it_is_about(
    tmp_path: Path, problem: str, name: str
) -> None:
    assume(name.strip() not in {"", "x", "y"})
    file = tmp_path / "table.csv"
    cells = map(PROBLEMS[problem], range(ROWS))
    with file.open("w", newline="", encoding="utf-8") as stream:
        rows = zip(cells, range(ROWS), islice(cycle("ab"), ROWS), strict=True)
        csv.writer(stream).writerows([(name, "x", "y"), *rows])
    data = f"{file},target=y,missing=drop"
    with pytest.raises(DataError) as caught:
        load(recipe(f"csv({data})"))
    ways = list(pasted(data, caught.value))
    assert ways
    for way in ways:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # how many rows are left out
            load(recipe(way))
