"""Text files as they are found: names, delimiters, packing, long lines and odd missing values."""

import bz2
import gzip
import lzma
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kb_keras.datasets.tables.csv import Csv
from kb_registry import DataError, Dataset, DataWarning, installed_registry, structure

Write = Callable[..., Csv]

ROWS = "".join(f"{i},{i * 0.5},{'ab'[i % 2]}\n" for i in range(60))


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """`write(text)` writes a file and returns a table with target y."""

    def write_text(text: str | bytes, name: str = "t.csv") -> Csv:
        content = text.encode() if isinstance(text, str) else text
        (tmp_path / name).write_bytes(content)
        return Csv(path=str(tmp_path / name), target="y", standardize="none")

    return write_text


def rows(table: Csv) -> int:
    return sum(len(part) for part in table.load(seed=0).by_name().values())


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_packed_files_are_read_by_what_they_hold(
    write: Write, pack: Callable[[bytes], bytes]
) -> None:
    packed = write(pack(f"x,z,y\n{ROWS}".encode()), "people.csv.gz")
    assert rows(packed) == 60
    assert packed.spec().name == "people"


def test_a_packed_file_cut_short_and_files_of_other_programs_are_named(write: Write) -> None:
    with pytest.raises(DataError, match="damaged or cut short"):
        write(gzip.compress(f"x,z,y\n{ROWS}".encode())[:-40]).load(seed=0)
    for start in (b"PK\3\4", b"PAR1", b"\xd0\xcf\x11\xe0"):
        with pytest.raises(DataError, match="zip archive, a spreadsheet or a Parquet file, not t"):
            write(start + b"more").load(seed=0)


def test_utf_16_is_read_by_its_mark(write: Write) -> None:
    assert rows(write(f"x,z,y\n{ROWS}".encode("utf-16"))) == 60


def test_a_long_cell_is_read_and_may_be_dropped(write: Write) -> None:
    lines = [f"{i},{'w' * (140_000 if i == 5 else 3)},{'ab'[i % 2]}" for i in range(40)]
    table = write("\n".join(["x,text,y", *lines]))
    assert rows(table.replace(drop=("text",))) == 40
    assert table.spec().input_shape == (3,)


def test_the_first_column_may_lack_a_name_and_numbers_the_rows(write: Write) -> None:
    table = write(f",x,y\n{ROWS}")
    assert table.spec().input_shape == (1,)
    assert table.replace(drop=("",)).spec().input_shape == (1,)
    assert table.replace(drop=("1",)).spec().input_shape == (1,)
    assert table.replace(categorical=("1",)).spec().input_shape == (61,)


def test_another_column_without_a_name_can_be_dropped_by_its_number(write: Write) -> None:
    table = write(f"x,,y\n{ROWS}")
    with pytest.raises(DataError, match="line 1 has a column without a name") as caught:
        table.load(seed=0)
    assert caught.value.hint.endswith('leave out those without: drop=["2"].')
    assert table.replace(drop=("2",)).spec().input_shape == (1,)
    assert table.replace(drop=("",)).spec().input_shape == (1,)


@pytest.mark.parametrize("header", ["x,z,y", "x,z,y,", "x,z,y,,"])
@pytest.mark.parametrize("end", ["", ",", ",,"])
def test_delimiters_at_the_ends_of_lines_are_no_columns(
    write: Write, header: str, end: str
) -> None:
    table = write(f"{header}\n" + ROWS.replace("\n", f"{end}\n"))
    assert table.spec().input_shape == (2,)


def test_a_missing_header_is_noticed_and_columns_are_called_by_number(write: Write) -> None:
    table = write(ROWS).replace(target="3")
    with pytest.raises(DataError, match=r"line 1 holds values where names were expected: 0, 0"):
        table.load(seed=0)
    headless = table.replace(header=False)
    assert rows(headless) == 60
    assert headless.spec().classes == ("a", "b")
    assert headless.replace(target="1", drop=("3",)).spec().classes == ()


@pytest.mark.parametrize(
    "header", ["0,1,y", "2020,2021,y", "400.5,401,y", "1,2,3", "x,1.5,2.5", "a,1,y", "b,a,y"]
)
def test_names_may_be_numbers_that_go_up(write: Write, header: str) -> None:
    table = write(f"{header}\n{ROWS}").replace(target=header.split(",")[2])
    assert rows(table) == 60


@pytest.mark.parametrize(
    "header", ["5.1,3.5,setosa", "6,148,33.6", "1,1,0", "M,0.4,0.3", "a,0.5,b", "0,0,a"]
)
def test_values_are_no_names_unless_it_is_said(write: Write, header: str) -> None:
    table = write(f"{header}\n{ROWS}").replace(target=header.split(",", maxsplit=1)[0])
    with pytest.raises(DataError, match=r"(?s)line 1 holds values.*header=false.*header=True"):
        table.load(seed=0)
    if len(set(header.split(","))) == 3:
        assert rows(table.replace(header=True)) == 60


def test_another_delimiter_is_suggested_if_it_gives_the_column(write: Write) -> None:
    table = write(f"x,z,y\n{ROWS}".replace(",", ";"))
    with pytest.raises(DataError, match="no column 'y'") as caught:
        table.load(seed=0)
    assert caught.value.hint == 'Fields may be divided by another sign: delimiter=";".'
    assert rows(table.replace(delimiter=";")) == 60


def test_another_delimiter_is_suggested_if_it_stands_between_quotes(write: Write) -> None:
    table = write('"x";"z";"y"\n' + ROWS.replace(",", ";"))
    with pytest.raises(DataError, match="line 1 can't be read") as caught:
        table.load(seed=0)
    assert caught.value.hint == 'Fields may be divided by another sign: delimiter=";".'


@pytest.mark.parametrize("before", ["# made by a radio\n# in 2024\n", "Sales, by year\n\n"])
def test_lines_before_the_table_can_be_skipped(write: Write, before: str) -> None:
    table = write(f"{before}x,z,y\n{ROWS}")
    with pytest.raises(DataError, match="no column 'y'") as caught:
        table.load(seed=0)
    assert caught.value.hint == "Names seem to stand in line 3: skip=2."
    assert rows(table.replace(skip=2)) == 60
    assert rows(table.replace(skip=3, header=False, target="3")) == 60
    short = write(f"{before}x,z,y\n{ROWS}30,1\n").replace(skip=2)
    with pytest.raises(DataError, match="line 64 has 2 fields, the first line 3"):
        short.load(seed=0)


def test_a_pointer_to_a_file_is_not_the_file(write: Write) -> None:
    with pytest.raises(DataError, match="is a pointer of Git LFS, not the file itself"):
        write("version https://git-lfs.github.com/spec/v1\noid sha256:abc\nsize 123\n").load(seed=0)


def test_quotes_may_stand_behind_a_space(write: Write) -> None:
    lines = [f'{i}, "a, b{i % 3}", {"ab"[i % 2]}' for i in range(60)]
    assert write("\n".join(["x, name, y", *lines])).spec().input_shape == (4,)


def test_runs_of_spaces_divide_fields(write: Write) -> None:
    lines = [f"{i}   {i * 2:6}  {'ab'[i % 2]}" for i in range(60)]
    assert write("\n".join(["x  z y", *lines])).replace(delimiter=" ").spec().input_shape == (2,)


@pytest.mark.parametrize("mark", ["None", "<NA>", "#N/A", "-", "NIL", "unknown", ".", "nan", ""])
def test_spellings_of_a_missing_number_are_known(write: Write, mark: str) -> None:
    lines = [f"{mark if i % 17 == 3 else i % 60},{'ab'[i % 2]}" for i in range(120)]
    table = write("\n".join(["age,y", *lines]))
    with pytest.raises(DataError, match="age has no value in line 5; 7 of 120 rows miss one"):
        table.load(seed=0)
    with pytest.warns(DataWarning, match=r"7 of 120 rows miss a value and are left out \(7 in age"):
        assert rows(table.replace(missing="drop")) == 113


def test_a_column_that_begins_with_a_doubtful_spelling_is_known_by_its_first_certain_value(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb_keras.datasets.tables._reader.BLOCK_LINES", 10)
    lines = [f"{'-' if i < 25 else i},{'-' if i % 20 else 'x'},{'ab'[i % 2]}" for i in range(120)]
    table = write("\n".join(["n,w,y", *lines]))
    with pytest.warns(DataWarning, match=r"25 of 120 rows .* \(25 in n\)"):
        splits = table.replace(missing="drop").load(seed=0)
    assert splits.spec.input_shape == (3,)  # among words - is a word


def test_na_may_be_kept_as_a_word(write: Write) -> None:
    lines = [f"{('NA', 'ZA', 'BW', 'AO')[i % 4]},{i % 50},{'ab'[i // 4 % 2]}" for i in range(120)]
    table = write("\n".join(["country,gdp,y", *lines]))
    with pytest.raises(DataError, match=r"column country has no value") as caught:
        table.load(seed=0)
    assert "If 'NA' is a value and only empty fields are missing: missing_values=" in str(
        caught.value
    )
    assert table.replace(missing_values=("",)).spec().input_shape == (5,)


def test_numbers_may_mean_missing(write: Write) -> None:
    lines = [
        f"{-999 if i == 7 else i},{'-999.0' if i == 9 else i},{'ab'[i % 2]}" for i in range(60)
    ]
    table = write("\n".join(["x,z,y", *lines])).replace(missing_values=("-999",))
    with pytest.warns(DataWarning, match=r"2 of 60 rows .* \(1 in x, 1 in z\)"):
        splits = table.replace(missing="drop").load(seed=0)
    assert min(part.x[:].min() for part in splits.by_name().values()) == 0


def test_the_columns_that_miss_most_are_named_first(write: Write) -> None:
    lines = [f"{i if i % 6 else ''},{i if i % 2 else ''},{'ab'[i % 2]}" for i in range(1, 61)]
    with pytest.warns(DataWarning, match=r"30 of 60 rows miss .* \(30 in deck, 10 in age\)"):
        write("\n".join(["age,deck,y", *lines])).replace(
            missing="drop", task="regression", target="age", drop=("y",)
        ).load(seed=0)


def test_many_columns_are_read_column_by_column_and_not_pair_by_pair(write: Write) -> None:
    names = [f"g{i}" for i in range(3000)]
    lines = [",".join("012"[(i + k) % 3] for i in range(3000)) for k in range(30)]
    text = "\n".join(
        [",".join([*names, "y"]), *(f"{row},{'ab'[k % 2]}" for k, row in enumerate(lines))]
    )
    splits = write(text).replace(drop=("g7", "g2999")).load(seed=0)
    assert splits.spec.input_shape == (2998,)
    np.testing.assert_array_equal(splits.train.x[:][:, 0], splits.train.x[:][:, 3])


NAMES = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]),
    min_size=1,
    max_size=9,
).filter(lambda name: name.strip() == name)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(name=NAMES)
def test_every_hint_about_a_column_can_be_pasted(tmp_path: Path, name: str) -> None:
    """Hints name columns, whose names may hold anything that the grammar gives a meaning."""
    if name in {"x", "y"}:
        return
    quoted = '"' + name.replace('"', '""') + '"'
    file = tmp_path / "t.csv"
    hostile = {
        "many words": [f"k{i}" for i in range(150)],
        "mixed": ["1", "word"] * 75,
        "a decimal comma": ['"3,5"', '"4,25"'] * 75,
        "empty": [""] * 150,
    }
    for cells in hostile.values():
        lines = [f"{cell},{i % 9},{'ab'[i % 2]}" for i, cell in enumerate(cells)]
        file.write_text("\n".join([f"{quoted},x,y", *lines]), encoding="utf-8")
        with pytest.raises(DataError) as caught:
            Csv(path=str(file), target="y", header=True).load(seed=0)
        setting = caught.value.hint.split(": ", 1)[1].removesuffix(".")
        text = f'csv(path="{file}",target=y,header=true,{setting})'
        pasted = structure(Dataset, text, installed_registry())
        assert pasted.load(seed=0).spec.task == "binary"
