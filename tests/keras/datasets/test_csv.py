"""Tables in text files, as they should be and as they shouldn't."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from kb_keras.datasets.tables.csv import Csv
from kb_registry import DataError, DataWarning, InvalidParameterError, Task

Write = Callable[..., str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """`write(text)` writes a file and returns its path."""

    def write_text(text: str, encoding: str = "utf-8") -> str:
        file = tmp_path / "people.csv"
        file.write_bytes(text.encode(encoding))
        return str(file)

    return write_text


def people(*lines: str, header: str = "age,city,income,buys") -> str:
    """Twenty people, with lines from 2 on replaced by those given."""
    usual = [
        f"{20 + i},{['Rome', 'Oslo'][i % 2]},{1000 * i + 0.5},{'ny'[i // 2 % 2]}" for i in range(20)
    ]
    return "\n".join([header, *lines, *usual[len(lines) :]]) + "\n"


def test_numbers_come_first_and_words_become_zeros_and_ones(write: Write) -> None:
    splits = Csv(path=write(people()), target="buys", standardize="none").load(seed=0)
    assert (splits.spec.name, splits.spec.task) == ("people", Task.BINARY)
    assert splits.spec.classes == ("n", "y")
    assert splits.spec.input_shape == (4,)
    age, income, oslo, rome = splits.train.x[:].T
    np.testing.assert_array_equal(income, (age - 20) * 1000 + 0.5)
    np.testing.assert_array_equal(oslo, age % 2)
    np.testing.assert_array_equal(rome, 1 - oslo)
    np.testing.assert_array_equal(splits.train.y, (age - 20) // 2 % 2)


def test_numbers_are_standardized_by_the_training_rows_and_words_are_not(write: Write) -> None:
    splits = Csv(path=write(people()), target="buys").load(seed=0)
    np.testing.assert_allclose(splits.train.x[:][:, :2].mean(axis=0), 0, atol=1e-6)
    np.testing.assert_allclose(splits.train.x[:][:, :2].std(axis=0), 1, atol=1e-6)
    assert set(splits.train.x[:][:, 2:].ravel()) == {0, 1}


def test_a_large_offset_does_not_cost_precision(write: Write) -> None:
    rows = [f"{1_600_000_000 + i},{i % 2}" for i in range(40)]
    splits = Csv(path=write("\n".join(["stamp,y", *rows])), target="y").load(seed=0)
    assert len(np.unique(splits.train.x[:])) == 28


@pytest.mark.parametrize(
    ("values", "task", "classes"),
    [
        (["a", "b", "c"], Task.CLASSIFICATION, ("a", "b", "c")),
        (["3", "7", "10"], Task.CLASSIFICATION, ("3", "7", "10")),
        (["-1", "1"], Task.BINARY, ("-1", "1")),
        (["0.5", "1"], Task.REGRESSION, ()),
        (list(map(str, range(30))), Task.REGRESSION, ()),
    ],
    ids=["words", "whole numbers", "two of them", "fractions", "many"],
)
def test_the_target_tells_the_task(
    write: Write, values: list[str], task: Task, classes: tuple[str, ...]
) -> None:
    rows = [f"{i},{values[i % len(values)]}" for i in range(60)]
    spec = Csv(path=write("\n".join(["x,y", *rows])), target="y").spec()
    assert (spec.task, spec.classes) == (task, classes)


def test_numbers_may_be_names(write: Write) -> None:
    spec = Csv(path=write(people()), target="buys", categorical=("age",)).spec()
    assert spec.input_shape == (1 + 2 + 20,)


def test_columns_may_be_left_out(write: Write) -> None:
    spec = Csv(path=write(people()), target="buys", drop=("age", "city")).spec()
    assert spec.input_shape == (1,)


def test_rows_that_miss_a_value_may_be_left_out(write: Write) -> None:
    path = write(people(",Rome,1,n", "30,?,1,n", "30,Rome,NA,n"))
    with pytest.warns(
        DataWarning, match=r"3 of 20 rows miss a value and are left out \(1 in age, "
    ) as warned:
        splits = Csv(path=path, target="buys", missing="drop").load(seed=0)
    assert warned[0].filename == __file__  # the line that asked for the data
    assert sum(len(part) for part in splits.by_name().values()) == 17


@pytest.mark.filterwarnings("ignore:.*1 of 20 rows miss a value")
def test_a_table_larger_than_a_block_reads_as_one_that_is_not(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(people(",Rome,1,n"))
    whole = Csv(path=path, target="buys", missing="drop").load(seed=0)
    monkeypatch.setattr("kb_keras.datasets.tables._reader.BLOCK_LINES", 3)
    monkeypatch.setattr("kb_keras.datasets.samples._views.BLOCK_BYTES", 4 * 4 * 8)
    pieces = Csv(path=path, target="buys", missing="drop").load(seed=0)
    for one, other in zip(whole.by_name().values(), pieces.by_name().values(), strict=True):
        np.testing.assert_allclose(one.x[:], other.x[:], rtol=1e-6)
        np.testing.assert_array_equal(one.y, other.y)


def test_what_is_wrong_in_a_later_block_is_named_too(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb_keras.datasets.tables._reader.BLOCK_LINES", 3)
    good = ["20,Rome,1,n", "21,Oslo,2,y"] * 4
    for line, message in (
        ("old,Rome,1,n", "age mixes numbers and text: line 2 holds 20, line 10 'old'"),
        ("20,Rome,,n", "column income has no value in line 10; 1 of 20 rows miss one"),
        ("20,Rome,inf,n", "column income is inf in line 10"),
        ("20,Rome,1", "line 10 has 3 fields, the first line 4"),
    ):
        with pytest.raises(DataError, match=message):
            Csv(path=write(people(*good, line)), target="buys").load(seed=0)


def test_quotes_semicolons_a_byte_order_mark_and_empty_lines_are_read(write: Write) -> None:
    rows = [f'"{i};{i}";{i % 2}\r\n\r\n' for i in range(20)]
    path = write("\ufeffname;y\r\n" + "".join(rows))
    spec = Csv(path=path, target="y", delimiter=";").spec()
    assert spec.input_shape == (20,)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (people("20,Rome,1,"), "column buys has no value in line 2; 1 of 20 rows miss one"),
        (people("20,Rome,1,n", "nan,Rome,1,n"), "column age has no value in line 3"),
        (people("old,Rome,1,n"), "age mixes numbers and text: line 3 holds 21, line 2 'old'"),
        (people("20,Rome,inf,n"), "column income is inf in line 2"),
        (people("20,Rome,-1e39,n"), "column income is -1e39 in line 2"),
        (people("20,Rome,1,n,1"), "line 2 has 5 fields, the first line 4"),
        (people('20,"Rome,1,n'), "can't be read: unexpected end of data"),
        (people(header="age,age,income,buys"), "line 1 calls two columns 'age'"),
        (people(header="age,,income,buys"), "line 1 has a column without a name"),
        (people(header="age,city,income,sells"), "has no column 'buys'"),
        ("age,buys\n", "holds no rows"),
        ("", "holds no rows"),
        ("buys\nn\ny\n", "has no column beside buys"),
        ("age,buys\n1,n\n2,n\n", "column buys holds a single class, n"),
        ("age,x,buys\n1,,n\n2,,y\n", "column x is empty"),
        ("age,x,buys\n1,,n\n,2,y\n", "column x has no value in line 2; 2 of 2 rows miss one"),
        (
            "id,buys\n" + "".join(f"k{i},{i % 2}\n" for i in range(101)),
            "column id holds 101 different words, more than 100",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_line_and_column(
    write: Write, text: str, message: str
) -> None:
    path = write(text)
    with pytest.raises(DataError) as caught:
        Csv(path=path, target="buys").load(seed=0)
    assert message in caught.value.message
    assert caught.value.message.startswith(path)


def test_every_row_may_miss_something(write: Write) -> None:
    with pytest.raises(DataError, match=r"every row misses a value.*drop=\[a\]"):
        Csv(path=write("a,b,y\n1,,n\n,2,y\n"), target="y", missing="drop").load(seed=0)


def test_the_closest_column_is_suggested(write: Write) -> None:
    with pytest.raises(DataError, match=r"no column 'buy'. Did you mean buys\?"):
        Csv(path=write(people()), target="buy").load(seed=0)
    with pytest.raises(DataError, match="no column 'aeg'"):
        Csv(path=write(people()), target="buys", drop=("aeg",)).load(seed=0)


def test_words_are_no_regression(write: Write) -> None:
    with pytest.raises(DataError, match="buys holds text, which no regression can predict"):
        Csv(path=write(people()), target="buys", task="regression").load(seed=0)


def test_another_encoding_is_named(write: Write) -> None:
    path = write(people("20,Zürich,1,n"), encoding="latin-1")
    with pytest.raises(DataError, match=r"isn't text in UTF-8.*Save it as UTF-8"):
        Csv(path=path, target="buys").load(seed=0)


def test_a_missing_file_and_a_long_delimiter(tmp_path: Path, write: Write) -> None:
    with pytest.raises(DataError, match="can't be read: No such file"):
        Csv(path=str(tmp_path / "nowhere.csv"), target="y").load(seed=0)
    with pytest.raises(InvalidParameterError, match="delimiter must be a single character"):
        Csv(path=write(people()), target="buys", delimiter="::").load(seed=0)


def test_classes_are_told_apart_and_called_what_stands_in_the_file(write: Write) -> None:
    rows = [f"{i * 0.5},{(1000001, 1000002, 1000003)[i % 3]}" for i in range(60)]
    spec = Csv(path=write("\n".join(["x,code", *rows])), target="code").spec()
    assert spec.classes == ("1000001", "1000002", "1000003")


def test_numbers_too_long_to_be_told_apart_are_classes_as_words(write: Write) -> None:
    rows = [f"{i},900000000000000000{i % 2}" for i in range(60)]
    path = write("\n".join(["x,id", *rows]))
    with pytest.raises(DataError, match=r"more digits than double.*categorical=\[id\]"):
        Csv(path=path, target="id").load(seed=0)
    spec = Csv(path=path, target="id", categorical=("id",)).spec()
    assert spec.classes == ("9000000000000000000", "9000000000000000001")


def test_a_column_that_does_not_vary_is_only_centred(write: Write) -> None:
    rows = [f"{0.2 if i == 137 else 0.1},{i % 7},{i % 11 + 0.5}" for i in range(200)]
    path = write("\n".join(["c,x,y", *rows]))
    splits = Csv(path=path, target="y").load(seed=0)
    assert set(splits.train.x[:][:, 0]) == {0}
    np.testing.assert_allclose(splits.test.x[:][:, 0].max(), 0.1, rtol=1e-6)


def test_a_target_that_does_not_vary_is_only_centred(write: Write) -> None:
    path = write("\n".join(["x,y", *(f"{i},0.1" for i in range(60))]))
    splits = Csv(path=path, target="y").load(seed=0)
    assert set(splits.train.y) == {0}


@pytest.mark.parametrize("size", [1e-200, 1e-12, 1e-3, 1.0, 1e30])
@pytest.mark.parametrize("offset", [0, 1, 1e9])
def test_what_varies_beyond_rounding_errors_is_scaled_and_what_does_not_is_not(
    write: Write, size: float, offset: float
) -> None:
    values = [float(offset + size * (i % 7)) for i in range(140)]
    rows = [f"{value!r},{'ab'[i % 2]}" for i, value in enumerate(values)]
    splits = Csv(path=write("\n".join(["x,y", *rows])), target="y").load(seed=0)
    scaled = splits.train.x[:].std()
    if size > 20 * np.finfo(float).eps * offset:
        np.testing.assert_allclose(scaled, 1, rtol=1e-3)
    else:
        assert scaled < 1e-6


def test_numbers_that_differ_by_rounding_alone_are_not_blown_up(write: Write) -> None:
    rows = [f"{(0.1 + 0.2) if i % 2 else 0.3!r},{'ab'[i // 2 % 2]}" for i in range(80)]
    splits = Csv(path=write("\n".join(["x,y", *rows])), target="y").load(seed=0)
    assert np.abs(splits.train.x[:]).max() < 1e-15
