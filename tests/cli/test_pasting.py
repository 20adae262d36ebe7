"""What an error about data says to write can be pasted, whatever columns are called."""

import csv
import re
import shlex
import warnings
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from kb.names.in_full import in_full
from kb.render.suggestions import in_shell
from kb_engine import Recipe
from kb_keras.datasets.tables._notation import PLAIN
from kb_registry import (
    DataError,
    Dataset,
    SetOption,
    SetParameter,
    installed_registry,
    value_text,
)
from PIL import Image

ROWS = 150

PROBLEMS: dict[str, Callable[[int], str]] = {
    "too many words": lambda row: f"word {row}",
    "nothing": lambda _: "",
    "numbers and a word": lambda row: "oops" if row == ROWS - 1 else str(row % 50),
    "amounts of money": lambda row: f"${row % 50 + 1}",
    "dates": lambda row: f"2024-{row % 12 + 1:02}-{row % 28 + 1:02}",
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
    # a fraction above words may be a value: the error then offers both readings, and one is wrong
    assume("." not in name or PLAIN.number(name.strip()) is None)
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


FILES = NAMES.filter(lambda name: "/" not in name and name.strip(" .") == name)
HOSTILE_FILES = (
    "a, b",
    "(1)",
    "[2]",
    'it\'s "so"=$x',
    "~",
    "-x",
    "none",
    "#1",
    "back\\slash",
    "a:b",
)


def paste_all(component: str, place: Path) -> None:
    """Paste all that is suggested about data at a place into a shell, and load what comes of it."""
    data = f"{component}({value_text(str(place))})"
    with pytest.raises(DataError) as caught:
        load(recipe(data))
    assert caught.value.suggestions
    for each in caught.value.suggestions:
        assert isinstance(each, SetParameter)
        whole = in_full(each, recipe(data))
        assert isinstance(whole, SetOption)
        option, text = shlex.split(in_shell(whole))
        assert option == "--data"
        load(recipe(text))


def of_files(test: Callable[..., None]) -> Callable[..., None]:
    """Give a test names of files that a shell or the grammar might take apart."""
    for name in HOSTILE_FILES:
        test = example(name=name)(test)
    quick = settings(
        max_examples=10,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    return quick(given(name=FILES)(test))


@of_files
def test_a_suggestion_about_an_archive_can_be_pasted(tmp_path: Path, name: str) -> None:
    file = tmp_path / f"{name}.npz"
    with file.open("wb") as stream:
        np.savez(stream, x=np.ones((90, 2)), y=np.arange(90) % 30 * 7)
    paste_all("npz", file)


@of_files
def test_a_suggestion_about_pictures_can_be_pasted(tmp_path: Path, name: str) -> None:
    for label in (name, f"{name} too"):
        folder = tmp_path / name / label
        folder.mkdir(parents=True, exist_ok=True)
        for number in range(5):
            pixels = np.full((4, 4), 40.0 * number + 2, np.float32)
            Image.fromarray(pixels).save(folder / f"{number}.tiff")
    paste_all("images", tmp_path / name)
