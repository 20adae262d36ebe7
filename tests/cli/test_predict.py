"""`kb predict` from a shell: raw files in, rows of predictions out."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet
import pytest
from kb.render.predictions import write_predictions
from kb_engine import Recipe, train
from kb_engine.prediction import load
from kb_registry import DataWarning

from tests.shell import kb

QUICK = {"drop": "dropout:0.3", "epochs": 2, "callback": []}
LINES = [(20 + i, ("Rome", "Oslo")[i % 2], 1000 * i + 0.5, "ny"[i // 2 % 2]) for i in range(60)]


def write(path: Path, names: str, rows: list[tuple[Any, ...]]) -> Path:
    path.write_text("\n".join([names, *(",".join(map(str, row)) for row in rows)]) + "\n")
    return path


def trained(folder: Path, data: str, **choices: Any) -> Path:
    recipe = Recipe.from_choices({**QUICK, "data": data, **choices})
    return train(recipe, folder / "logs").run.folder


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("people")


@pytest.fixture(scope="module")
def run(people: Path) -> Path:
    """A run on a table that is gone since."""
    table = write(people / "people.csv", "age,city,income,buys", LINES)
    folder = trained(people, f"csv(path='{table}',target=buys)", arch="tabular")
    table.unlink()
    return folder


@pytest.fixture(scope="module")
def new(people: Path) -> Path:
    """Columns in another order, one more, and no target."""
    rows = [(9, income, city, age) for age, city, income, _ in LINES]
    return write(people / "new.csv", "shoe,income,city,age", rows)


def test_a_row_of_output_for_each_row_of_input(run: Path, new: Path) -> None:
    printed = kb("predict", run, "--data", new)
    assert printed.returncode == 0, printed.stderr
    rows = list(csv.DictReader(io.StringIO(printed.stdout)))
    assert [row["row"] for row in rows] == [str(line) for line in range(2, 62)]
    assert list(rows[0]) == ["row", "prediction", "p(n)", "p(y)"]
    for row in rows:
        n, y = float(row["p(n)"]), float(row["p(y)"])
        assert n + y == pytest.approx(1)
        assert row["prediction"] == ("y" if y > n else "n")


def test_files_of_every_format_hold_the_same(run: Path, new: Path, tmp_path: Path) -> None:
    for suffix in ("csv", "jsonl", "parquet", "npz"):
        kept = kb("predict", run, "--data", new, "--out", tmp_path / f"out.{suffix}")
        assert kept.returncode == 0, kept.stderr
        assert kept.stdout == ""
    table = list(csv.DictReader(io.StringIO((tmp_path / "out.csv").read_text("utf-8"))))
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    columns = pyarrow.parquet.read_table(tmp_path / "out.parquet").to_pydict()
    with np.load(tmp_path / "out.npz") as archive:
        arrays = dict(archive)
    expected = [float(row["p(y)"]) for row in table]
    assert [line["p(y)"] for line in lines] == expected
    np.testing.assert_allclose(columns["p(y)"], expected, rtol=1e-6)
    np.testing.assert_allclose(arrays["p(y)"], expected, rtol=1e-6)
    assert list(arrays["prediction"]) == [row["prediction"] for row in table]


def test_standard_input_and_random_networks(run: Path, new: Path) -> None:
    printed = kb("predict", run, "--data", "-", "--json", "--mc", "50", given=new.read_text())
    rows = [json.loads(line) for line in printed.stdout.splitlines()]
    assert len(rows) == 60
    assert all(row["std(y)"] > 0 for row in rows)
    doubts = [(row["mutual_information"], row["entropy"]) for row in rows]
    assert all(0 <= mutual <= whole <= np.log(2) + 1e-6 for mutual, whole in doubts)


@pytest.mark.slow
def test_numbers_come_in_the_targets_own_unit(people: Path) -> None:
    table = write(people / "incomes.csv", "age,city,income,buys", LINES)
    data = f"csv(path='{table}',target=income)"
    loaded = load(trained(people, data, arch="tabular", epochs=60, drop="none"))
    (rows,) = loaded.predict(table)
    truth = np.array([income for _, _, income, _ in LINES])
    assert rows.labels == []
    assert loaded.targets == ("income",)
    assert np.abs(rows.outputs[:, 0] - truth).mean() < 0.3 * truth.std()
    (scores,) = loaded.evaluate(data=table).scores  # type: ignore[misc]  # of a regression
    assert scores.mean_absolute_error.value == pytest.approx(
        np.abs(rows.outputs[:, 0] - truth).mean(), rel=1e-4
    )


@pytest.fixture(scope="module")
def forgiving(people: Path) -> Path:
    """A run that left out rows which miss a value."""
    table = write(people / "gaps.csv", "age,city,income,buys", [(30, "Rome", "", "n"), *LINES])
    with pytest.warns(DataWarning, match="1 of 61 rows"):
        return trained(people, f"csv(path='{table}',target=buys,missing=drop)", arch="tabular")


GAPS = [(9, "Rome", 1), (9, "", 1), (30, "Oslo", 1), ("", "Oslo", 1)]
ALL_GAPS = [(9, "", 1), ("", "Rome", 2)]


def test_rows_without_a_prediction_are_named(forgiving: Path, tmp_path: Path) -> None:
    some = write(tmp_path / "some.csv", "age,city,income", GAPS)
    told = kb("predict", forgiving, "--data", some, "--out", tmp_path / "out.csv")
    assert "Predicted 2 rows" in told.stderr
    assert "No prediction where a value is missing: row 3, 5." in told.stderr
    lines = (tmp_path / "out.csv").read_text("utf-8").splitlines()
    assert [line for line in lines if line.endswith(",,,")] == ["3,,,", "5,,,"]
    assert len(lines) == 5


@pytest.mark.parametrize("networks", [None, 20])
@pytest.mark.parametrize(("rows", "predicted"), [(GAPS, [0, 2]), (ALL_GAPS, [])])
def test_a_row_that_misses_a_value_is_written_without_a_prediction(
    forgiving: Path,
    tmp_path: Path,
    rows: list[tuple[Any, ...]],
    predicted: list[int],
    networks: int | None,
) -> None:
    some = write(tmp_path / "some.csv", "age,city,income", rows)
    loaded = load(forgiving)
    for suffix in ("csv", "jsonl", "parquet", "npz"):
        found = loaded.predict(some, networks=networks)
        out = tmp_path / f"out.{suffix}"
        assert write_predictions(found, loaded.targets, out) == len(predicted)
    table = list(csv.DictReader(io.StringIO((tmp_path / "out.csv").read_text("utf-8"))))
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    parquet = pyarrow.parquet.read_table(tmp_path / "out.parquet")
    with np.load(tmp_path / "out.npz") as archive:
        arrays = dict(archive)
    figures = ["p(n)", "p(y)"]
    figures += ["std(n)", "std(y)", "entropy", "mutual_information"] * bool(networks)
    assert list(table[0]) == list(lines[0]) == parquet.column_names == list(arrays)
    assert list(table[0]) == ["row", "prediction", *figures]
    assert [int(row["row"]) for row in table] == list(range(2, 2 + len(rows)))
    assert list(arrays["row"]) == [line["row"] for line in lines] == parquet["row"].to_pylist()
    for number, (cells, line) in enumerate(zip(table, lines, strict=True)):
        known = number in predicted
        assert (cells["prediction"] in {"n", "y"}) == known
        assert line["prediction"] == parquet["prediction"][number].as_py()
        assert line["prediction"] == (cells["prediction"] or None)
        assert arrays["prediction"][number] == cells["prediction"]
        for name in figures:
            assert bool(cells[name]) == (line[name] is not None) == known
            assert parquet[name][number].is_valid == known
            assert np.isfinite(arrays[name][number]) == known


def test_numbers_are_missing_for_rows_that_miss_a_value(people: Path) -> None:
    table = write(people / "holes.csv", "age,city,income,buys", [("", "Rome", 1, "n"), *LINES])
    with pytest.warns(DataWarning, match="1 of 61 rows"):
        folder = trained(people, f"csv(path='{table}',target=income,missing=drop)", arch="tabular")
    for networks in (None, 20):
        (rows,) = load(folder).predict(table, networks=networks)
        assert rows.ids == tuple(range(2, 63))
        assert rows.skipped == (2,)
        assert np.isnan(rows.outputs[:, 0]).nonzero()[0].tolist() == [0]
        assert rows.std is None or np.isnan(rows.std[:, 0]).nonzero()[0].tolist() == [0]


def test_blocks_without_a_prediction_stream_like_others(forgiving: Path, tmp_path: Path) -> None:
    """Some thousand rows are predicted together, and the first thousands all miss a value."""
    rows: list[tuple[Any, ...]] = [("", "Rome", 1)] * 20_000 + [(30, "Oslo", 1)]
    many = write(tmp_path / "many.csv", "age,city,income", rows)
    loaded = load(forgiving)
    assert len(list(loaded.predict(many))) > 1
    for suffix in ("csv", "parquet"):
        out = tmp_path / f"out.{suffix}"
        assert write_predictions(loaded.predict(many), loaded.targets, out) == 1
    lines = (tmp_path / "out.csv").read_text("utf-8").splitlines()
    assert len(lines) == 20_002
    assert set(lines[-1].split(",")[1]) <= {"n", "y"}
    labels = pyarrow.parquet.read_table(tmp_path / "out.parquet")["prediction"].to_pylist()
    assert labels == [None] * 20_000 + [lines[-1].split(",")[1]]


def test_arrays_and_datasets_by_name(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    x, y = random.integers(0, 256, (120, 8, 8)).astype("uint8"), np.arange(120) % 10
    np.savez(tmp_path / "train.npz", x=x, y=y)
    np.savez(tmp_path / "new.npz", x=x[:7])
    loaded = load(trained(tmp_path, f"npz:path={tmp_path / 'train.npz'}", arch="mlp(units=[8])"))
    (rows,) = loaded.predict(tmp_path / "new.npz")
    expected = loaded.model.predict(x[:7] / np.float32(255), verbose=0)
    np.testing.assert_allclose(rows.outputs, expected, rtol=1e-5)
    assert rows.ids == tuple(range(7))
    assert sum(map(len, loaded.predict("digits"))) == 359


@pytest.mark.parametrize(
    ("names", "row", "message"),
    [
        ("income,city", (1, "Rome"), "has no column 'age'"),
        ("income,city,age", (1, "Paris", 3), "'Paris' in line 2, which training never saw"),
        ("income,city,age", ("many", "Rome", 3), "'many' in line 2, where a number was expected"),
        ("income,city,age", ("nan", "Rome", 3), "line 2"),
    ],
)
def test_what_cant_be_predicted_is_said_and_nothing_is_written(
    run: Path, tmp_path: Path, names: str, row: tuple[Any, ...], message: str
) -> None:
    bad = write(tmp_path / "bad.csv", names, [row])
    refused = kb("predict", run, "--data", bad, "--out", tmp_path / "out.csv")
    assert refused.returncode == 2
    assert message in refused.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["bad.csv"]


@pytest.mark.parametrize(
    ("data", "out", "message"),
    [
        ("nope.csv", "out.csv", "nope.csv can't be read"),
        ("digts", "out.csv", "Did you mean digits"),
        ("digits", "out.csv", "the model was trained on (4,)"),
        ("nope.csv", "out.xlsx", "no format that predictions are written in"),
        ("nope.csv", "there.csv", "there.csv exists"),
        ("nope.csv", "no/folder.csv", "There is no folder"),
    ],
)
def test_mistakes_are_said(run: Path, tmp_path: Path, data: str, out: str, message: str) -> None:
    (tmp_path / "there.csv").write_text("mine")
    refused = kb("predict", run, "--data", data, "--out", tmp_path / out)
    assert refused.returncode == 2
    assert message in refused.stderr
    assert "Traceback" not in refused.stderr
    assert (tmp_path / "there.csv").read_text() == "mine"
