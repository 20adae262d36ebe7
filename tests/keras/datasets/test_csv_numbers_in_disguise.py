"""Numbers as people write them, and words that only look like numbers."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kb_keras.datasets.tables._disguise import disguised
from kb_keras.datasets.tables._notation import PLAIN, Notation
from kb_keras.datasets.tables.csv import Csv
from kb_registry import DataError, InvalidParameterError

Write = Callable[..., str]

COMMA = Notation(",", ".")


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """`write(cells)` writes a file with these cells in column x and returns its path."""

    def write_cells(cells: list[str]) -> str:
        file = tmp_path / "prices.csv"
        rows = [f"{cell};{'ab'[i % 2]}" for i, cell in enumerate(cells * (60 // len(cells)))]
        file.write_text("\n".join(["x;y", *rows]), encoding="utf-8")
        return str(file)

    return write_cells


@pytest.mark.parametrize(
    ("notation", "text", "number"),
    [
        (PLAIN, "1.5", 1.5),
        (PLAIN, "-1e-3", -0.001),
        (PLAIN, "\N{MINUS SIGN}3", -3),
        (PLAIN, "1_000", None),
        (PLAIN, "1,5", None),
        (COMMA, "1,5", 1.5),
        (COMMA, "1.234.567,89", 1234567.89),
        (COMMA, "-1.234", -1234),
        (COMMA, "1.23", None),
        (COMMA, "12.34,5", None),
        (COMMA, ",5", 0.5),
        (COMMA, "1,5e3", 1500),
        (Notation(","), "1.5", None),
        (Notation(thousands=","), "25,649", 25649),
        (Notation(thousands=","), "1,00,000.5", 100000.5),
        (Notation(thousands=","), "25,64", None),
        (Notation(thousands=" "), "1\N{NO-BREAK SPACE}234\N{NARROW NO-BREAK SPACE}567", 1234567),
        (Notation(thousands="'"), "12'345.6", 12345.6),
        (Notation(percent=True), "12 %", 0.12),
        (Notation(percent=True), "-0.5%", -0.005),
        (Notation(percent=True), "0.5", 0.5),
        (Notation(units=("$",), thousands=","), "$32,458", 32458),
        (Notation(units=("$",)), "-$5", -5),
        (Notation(units=("$",)), "$-5", -5),
        (Notation(units=("$",)), "($5.25)", -5.25),
        (Notation(units=("kg",)), "70 kg", 70),
        (Notation(units=("kg",)), "70 lb", None),
        (Notation(units=("kg",)), "kg", None),
    ],
)
def test_numbers_are_read_as_they_were_meant(
    notation: Notation, text: str, number: float | None
) -> None:
    found = notation.number(text)
    assert found == (number if number is None else pytest.approx(number, rel=1e-15))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_any_number_can_be_written_with_a_decimal_comma(number: float) -> None:
    assert Notation(",").number(repr(number).replace(".", ",")) == number


@given(st.integers(-(10**12), 10**12))
def test_any_whole_number_can_be_written_in_thousands(number: int) -> None:
    assert Notation(thousands=",").number(f"{number:,}") == number


@pytest.mark.parametrize(
    ("words", "setting"),
    [
        (["3,5", "0,25"], 'decimal=","'),
        (["25,649", "1,500", "12"], 'thousands=","'),
        (["1.234,5", "2.000,0"], 'decimal=",",thousands=.'),
        (["1.234.567", "2.000.000"], 'decimal=",",thousands=.'),
        (["1 234", "22 000"], 'thousands=" "'),
        (["1'234", "22'000.5"], 'thousands="\'"'),
        (["12%", "3.5 %"], "percent=true"),
        (["12,5%", "3,5%"], 'decimal=",",percent=true'),
        (["$5", "$7.50"], 'units=["$"]'),
        (["$32,458", "$1,200"], 'thousands=",",units=["$"]'),
        (["5,00 €", "7,50 €"], 'decimal=",",units=["€"]'),
        ([f"{i} kg" for i in range(30)], "units=[kg]"),
        ([f"{i}ms" for i in range(30)], "units=[ms]"),
        ([f"{i}°" for i in range(30)], 'units=["°"]'),
    ],
)
def test_what_looks_like_a_number_is_offered_to_be_read(words: list[str], setting: str) -> None:
    found = disguised(words, PLAIN)
    assert found is not None
    assert found.setting == setting


@pytest.mark.parametrize(
    "words",
    [
        ["2WD", "4WD"],
        ["A1", "B2"],
        ["1st", "2nd", "3rd"],
        ["2021-05-03", "2021-06-04"],
        ["01.02.2021", "03.04.2021"],
        ["12:30", "13:45"],
        ["1.2.3", "1.2.4"],
        ["10-20", "20-30"],
        ["<5", ">10"],
        ["12%", "many"],
        ["1,2,3", "4,5,6"],
        ["$", "€"],
        [f"{i}{unit}" for i in range(30) for unit in ("kg", "lb")],
    ],
    ids=lambda words: words[0],
)
def test_words_that_hold_digits_stay_words(words: list[str]) -> None:
    assert disguised(words, PLAIN) is None


@pytest.mark.parametrize(
    ("cells", "setting", "options", "values"),
    [
        (["3,5", "0,25"], 'decimal=","', {"decimal": ","}, [0.25, 3.5]),
        (["25,649", "12"], 'thousands=","', {"thousands": ","}, [12, 25649]),
        (["12%", "50%"], "percent=true", {"percent": True}, [0.12, 0.5]),
        (["$5", "$7.5"], 'units=["$"]', {"units": ("$",)}, [5, 7.5]),
    ],
)
def test_a_table_says_what_to_write_and_what_is_written_works(
    write: Write, cells: list[str], setting: str, options: dict[str, Any], values: list[float]
) -> None:
    table = Csv(path=write(cells), target="y", delimiter=";", standardize="none")
    with pytest.raises(DataError, match="column x looks like numbers with") as caught:
        table.load(seed=0)
    assert caught.value.hint == f"Read them as numbers: {setting}."
    assert table.replace(categorical=("x",)).load(seed=0).spec.input_shape == (2,)
    read = table.replace(**options).load(seed=0)
    np.testing.assert_allclose(np.unique(read.train.x[:]), values, rtol=1e-6)


def test_a_target_in_disguise_is_named_too(write: Write) -> None:
    table = Csv(path=write(["a,5", "0,5"]).replace("a,5", "1,5"), target="x", delimiter=";")
    Path(table.path).write_text("y;x\n" + "".join(f"{i};{i % 10},5\n" for i in range(60)))
    with pytest.raises(DataError, match="column x looks like numbers with a decimal comma"):
        table.load(seed=0)
    assert table.replace(task="classification").load(seed=0).spec.classes[0] == "0,5"
    assert table.replace(decimal=",").load(seed=0).spec.classes == ()


def test_signs_must_differ(write: Write) -> None:
    path = write(["1"])
    with pytest.raises(InvalidParameterError, match="decimal and thousands can't both be ','"):
        Csv(path=path, target="y", decimal=",", thousands=",")
    with pytest.raises(InvalidParameterError, match="thousands must be a single character"):
        Csv(path=path, target="y", thousands="..")
