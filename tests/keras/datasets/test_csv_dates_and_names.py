"""Columns of dates and of names are told in plain words, and not one-hot silently."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from kb_keras.datasets.tables._dates import are_dates
from kb_keras.datasets.tables.csv import Csv
from kb_registry import DataError, SetParameter

Write = Callable[[list[str]], Csv]

DAYS = [date(2024, 1, 5) + timedelta(days=9 * day) for day in range(60)]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """`write(cells)` writes these in column a b, beside a number and a class."""

    def write_cells(cells: list[str]) -> Csv:
        file = tmp_path / "t.csv"
        rows = [f'"{cell}",{i % 7},{["no", "yes"][i % 2]}' for i, cell in enumerate(cells)]
        file.write_text("\n".join(["a b,x,y", *rows]), encoding="utf-8")
        return Csv(path=str(file), target="y")

    return write_cells


@pytest.mark.parametrize(
    "form",
    [
        "%Y-%m-%d",
        "%Y/%m/%d",
        "%Y-%m-%d %H:%M:%S",
        "%Y-%m-%dT%H:%M:%SZ",
        "%Y-%m-%dT%H:%M:%S.000+00:00",
        "%d.%m.%Y",
        "%d/%m/%y",
        "%m/%d/%Y %I:%M %p",
        "%d-%b-%Y",
        "%d %B %Y",
        "%b %d, %Y",
        "%a, %d %b %Y %H:%M:%S",
        "%B %Y",
        "%Y-%m",
    ],
)
def test_dates_are_known_by_their_looks(form: str) -> None:
    assert are_dates({day.strftime(form) for day in DAYS})


def test_times_of_day_are_known() -> None:
    assert are_dates([f"{hour:02}:15" for hour in range(24)])


@pytest.mark.parametrize(
    "words",
    [
        [f"{i}.2.3" for i in range(20)],
        [f"192.168.1.{i}" for i in range(20)],
        [f"Q{i % 4 + 1} {2000 + i}" for i in range(20)],
        [f"{i}-{i + 10}" for i in range(20)],
        [f"May {name}" for name in "abcdefghijklmnopqrst"],
        [f"2024-{month:02}" for month in range(1, 13)],
        [f"2024-99-{i:02}" for i in range(20)],
    ],
)
def test_other_words_and_a_dozen_dates_are_no_dates(words: list[str]) -> None:
    assert not are_dates(words)


@pytest.mark.parametrize("count", [60, 200])
def test_a_column_of_dates_is_told(write: Write, count: int) -> None:
    table = write([str(date(2024, 1, 1) + timedelta(days=day % count)) for day in range(400)])
    with pytest.raises(
        DataError, match="column a b holds dates or times, such as '2024-01-01'"
    ) as e:
        table.load(seed=0)
    assert e.value.hint.endswith(': drop=["a b"].')
    assert table.replace(drop=("a b",)).spec().input_shape == (1,)
    if count <= 100:
        assert e.value.suggestions == (
            SetParameter("categorical", ("a b",), purpose="Or keep them as words"),
        )
        assert table.replace(categorical=("a b",)).spec().input_shape == (61,)


def test_a_column_that_names_each_row_is_told(write: Write) -> None:
    table = write([f"P{row:03}" for row in range(60)])
    with pytest.raises(DataError, match="column a b holds another word in each of its 60 rows"):
        table.load(seed=0)
    assert table.replace(categorical=("a b",)).spec().input_shape == (61,)


def test_words_that_rows_share_are_features(write: Write) -> None:
    assert write([f"P{row % 30}" for row in range(60)]).spec().input_shape == (31,)


def test_what_is_predicted_may_be_a_date(write: Write) -> None:
    table = write([str(DAYS[row % 20]) for row in range(100)]).replace(target="a b", drop=("y",))
    assert len(table.spec().classes) == 20


@pytest.mark.parametrize(
    "page",
    [
        "<!DOCTYPE html>\n<html lang=en>",
        "\n\n  <html>",
        "<?xml version='1.0'?>\n<!DOCTYPE html PUBLIC>",
        "<!-- saved --> <HTML>",
        "\ufeff<head>",
    ],
)
def test_a_web_page_saved_as_a_table_is_told(tmp_path: Path, page: str) -> None:
    file = tmp_path / "t.csv"
    file.write_text(f"{page}<title>Sign in, please</title>", encoding="utf-8")
    with pytest.raises(DataError, match="is a web page, not a table"):
        Csv(path=str(file), target="y").load(seed=0)
