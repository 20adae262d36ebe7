"""New rows are prepared as the training rows were, in another process if need be."""

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from kb_keras.datasets.tables.csv import Csv
from kb_keras.datasets.tables.embedded import Diabetes, Iris
from kb_registry import DataError, Dataset, DataWarning, Preparation, Splits


def line(i: int) -> dict[str, Any]:
    return {
        "age": 20 + i,
        "city": ["Rome", "Oslo"][i % 2],
        "income": 1000 * i + 0.5,
        "buys": "ny"[i // 2 % 2],
    }


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """Forty people in a text file."""
    file = tmp_path / "people.csv"
    write(file, ["age", "city", "income", "buys"])
    return file


def write(file: Path, names: list[str], rows: list[dict[str, Any]] | None = None) -> None:
    rows = [line(i) for i in range(40)] if rows is None else rows
    lines = [",".join(names), *(",".join(str(row[name]) for name in names) for row in rows)]
    file.write_text("\n".join(lines) + "\n")


def elsewhere(dataset: Dataset, splits: Splits) -> Preparation:
    """What another process makes of the description."""
    assert splits.preparation is not None
    return dataset.preparation(json.loads(json.dumps(splits.preparation.describe())))


def sorted_rows(*arrays: Any) -> Any:
    whole = np.concatenate([np.reshape(a, (len(a), -1)) for a in arrays], axis=0)
    return whole[np.lexsort(whole.T)]


@pytest.mark.parametrize("target", ["buys", "income"], ids=["classes", "regression"])
def test_the_training_file_read_anew_gives_the_training_samples(people: Path, target: str) -> None:
    dataset = Csv(path=str(people), target=target)
    splits = dataset.load(seed=0)
    (rows,) = elsewhere(dataset, splits).read(people, targets=True)
    assert rows.ids == tuple(range(2, 42))
    assert rows.y is not None
    parts = splits.by_name().values()
    np.testing.assert_array_equal(
        sorted_rows(np.column_stack([rows.x, rows.y])),
        sorted_rows(*(np.column_stack([part.x[:], part.y]) for part in parts)),
    )
    assert (rows.x.dtype, rows.y.dtype) == (splits.train.x[:1].dtype, splits.train.y.dtype)


def test_columns_may_stand_in_another_order_with_others_beside_them_and_no_target(
    people: Path, tmp_path: Path
) -> None:
    dataset = Csv(path=str(people), target="buys")
    preparation = elsewhere(dataset, dataset.load(seed=0))
    (expected,) = preparation.read(people)
    new = tmp_path / "new.csv"
    write(new, ["shoe", "income", "city", "age"], [{**line(i), "shoe": "?"} for i in range(40)])
    (rows,) = preparation.read(new)
    np.testing.assert_array_equal(rows.x, expected.x)
    assert rows.y is None


def test_a_description_says_what_was_fitted(people: Path) -> None:
    splits = Csv(path=str(people), target="income").load(seed=0)
    assert splits.preparation is not None
    description = splits.preparation.describe()
    age, city, buys = description["columns"]
    ages = [float(age["low"]), float(age["high"]), age["mean"], age["deviation"]]
    assert 20 <= ages[0] < ages[2] < ages[1] <= 59
    assert (age["name"], age["type"], ages[3] > 1) == ("age", "number", True)
    assert city == {"name": "city", "type": "words", "words": ["Oslo", "Rome"]}
    assert buys["words"] == ["n", "y"]
    assert description["target"]["name"] == "income"
    assert description["format"] == 1


def test_a_stream_of_lines_or_of_objects_is_read_in_blocks(
    people: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb_keras.datasets.tables._reader.BLOCK_LINES", 7)
    monkeypatch.setattr("kb_keras.datasets.tables._records.BLOCK_LINES", 7)
    dataset = Csv(path=str(people), target="buys")
    preparation = elsewhere(dataset, dataset.load(seed=0))
    lines = list(preparation.read(io.BytesIO(people.read_bytes())))
    objects = "\n".join(json.dumps(line(i)) for i in range(40)).encode()
    records = list(preparation.read(io.BytesIO(objects)))
    assert len(lines) == len(records) == 6
    for one, other in zip(lines, records, strict=True):
        np.testing.assert_array_equal(one.x, other.x)
    assert records[0].ids == tuple(range(1, 8))


def test_predicted_numbers_come_in_the_targets_unit(people: Path) -> None:
    dataset = Csv(path=str(people), target="income")
    preparation = elsewhere(dataset, dataset.load(seed=0))
    (rows,) = preparation.read(people, targets=True)
    assert rows.y is not None
    incomes = [line(i)["income"] for i in range(40)]
    np.testing.assert_allclose(preparation.in_units(rows.y), incomes, rtol=1e-5, atol=0.01)


def test_numbers_may_be_classes(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("x,y\n" + "".join(f"{i},{(3, 7, 1000001)[i % 3]}\n" for i in range(60)))
    dataset = Csv(path=str(file), target="y")
    preparation = elsewhere(dataset, dataset.load(seed=0))
    (rows,) = preparation.read(file, targets=True)
    assert rows.y is not None
    assert rows.y.tolist() == [i % 3 for i in range(60)]
    with pytest.raises(DataError, match=r"column y is '4' in line 2, which training never saw"):
        list(preparation.read(io.BytesIO(b"x,y\n1,4\n"), targets=True))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("age,city\n1,Rome\n", "has no column 'income'"),
        ("age,city,income\n1,Rome,\n", "column income has no value in line 2"),
        ("age,city,income\n1,Bonn,2\n", "column city is 'Bonn' in line 2, which training never"),
        ("age,city,income\nold,Oslo,2\n", "column age is 'old' in line 2, where a number was"),
        ("age,city,income\n30,Oslo,inf\n", "column income is inf in line 2"),
        ("age,city,income\n", "holds no rows"),
        ('{"age": 1, "city": "Rome"}', "column income has no value in line 1"),
        ('{"age": 1', "line 1 isn't JSON"),
        ('{"age": 1}\n[1]', "line 2 holds no object"),
    ],
)  # fmt: skip
def test_what_can_not_be_predicted_is_named(people: Path, text: str, message: str) -> None:
    dataset = Csv(path=str(people), target="buys")
    preparation = elsewhere(dataset, dataset.load(seed=0))
    with pytest.raises(DataError, match=message):
        list(preparation.read(io.BytesIO(text.encode())))


def test_rows_that_miss_a_value_are_left_out_and_named_where_training_left_them_out(
    people: Path,
) -> None:
    dataset = Csv(path=str(people), target="buys", missing="drop")
    preparation = elsewhere(dataset, dataset.load(seed=0))
    (rows,) = preparation.read(
        io.BytesIO(b"age,city,income\n30,Rome,1\n31,,1\n-,Oslo,1\n32,Oslo,1\n")
    )
    assert (rows.ids, rows.skipped) == ((2, 3, 4, 5), (3, 4))
    assert rows.complete == (2, 5)
    assert rows.x.shape == (2, 4)


def test_a_value_far_from_all_that_training_saw_is_worth_a_warning(people: Path) -> None:
    dataset = Csv(path=str(people), target="buys")
    preparation = elsewhere(dataset, dataset.load(seed=0))
    with pytest.warns(DataWarning, match=r"column age is 9000 in line 3; among the training sam"):
        list(preparation.read(io.BytesIO(b"age,city,income\n30,Rome,1\n9000,Rome,1\n")))


def test_tables_of_libraries_read_files_with_their_columns(tmp_path: Path) -> None:
    for dataset in (Iris(), Diabetes()):
        splits = dataset.load(seed=0)
        preparation = elsewhere(dataset, splits)
        source = dataset.read()
        file = tmp_path / "rows.csv"
        names = ",".join(column.name for column in source.columns)
        np.savetxt(file, source.samples.x[:], "%.17g", ",", header=names, comments="")
        (rows,) = preparation.read(file)
        parts = splits.by_name().values()
        np.testing.assert_array_equal(sorted_rows(rows.x), sorted_rows(*(p.x[:] for p in parts)))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": 99}, r"format 99; this version reads up to 1.*pip install"),
        ({"kind": "pictures"}, "is of 'pictures', not of 'table'"),
        ({"columns": [{"name": "age"}]}, "is damaged"),
    ],
)
def test_a_description_of_a_newer_version_or_a_damaged_one_is_refused(
    people: Path, change: dict[str, Any], message: str
) -> None:
    dataset = Csv(path=str(people), target="buys")
    preparation = dataset.load(seed=0).preparation
    assert preparation is not None
    with pytest.raises(DataError, match=message):
        dataset.preparation({**preparation.describe(), **change})
