"""Predictions as files: tables for people and spreadsheets, lines of JSON, Parquet, arrays."""

import csv
import json
import os
import sys
from collections.abc import Callable, Iterator
from itertools import chain
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import numpy as np
from kb_registry import KerasBlocksError, MissingPackageError, write_atomically

if TYPE_CHECKING:
    from kb_engine.prediction import PredictedRows

Rows = Iterator["PredictedRows"]
Columns = dict[str, list[Any]]


class OutputError(KerasBlocksError, ValueError):
    """A file that predictions can't be written to."""


def columns(rows: "PredictedRows", targets: tuple[str, ...]) -> Columns:
    """Some predicted rows by column, in the order in which they are written.

    Args:
        rows: The predictions.
        targets: Names of the predicted numbers of a regression.
    """
    found: Columns = {"row": list(rows.ids)}
    if rows.classes:
        found["prediction"] = rows.labels
        names = [f"p({name})" for name in rows.classes]
    else:
        names = ["prediction"] if len(targets) == 1 else list(targets)
    found |= dict(zip(names, rows.outputs.T.astype("float32").tolist(), strict=True))
    if rows.std is not None:
        of = [f"std({name})" for name in (rows.classes or targets)]
        found |= dict(zip(of, rows.std.T.astype("float32").tolist(), strict=True))
    for name, values in (
        ("entropy", rows.entropy),
        ("mutual_information", rows.mutual_information),
    ):
        if values is not None:
            found[name] = values.astype("float32").tolist()
    return found


def check_output(path: Path, *, force: bool) -> None:
    """Refuse, before anything is predicted, a file that can't be written to.

    Raises:
        OutputError: Its format is unknown, it exists, or its folder doesn't.
    """
    if path.suffix.lower() not in WRITERS:
        raise OutputError(
            f"{path} has no format that predictions are written in.",
            hint=f"End it in {', '.join(WRITERS)}.",
        )
    if path.exists() and not force:
        raise OutputError(f"{path} exists.", hint="Replace it with --force, or name another file.")
    if not path.parent.is_dir():
        raise OutputError(f"There is no folder {path.parent}.", hint="Make it first.")


def write_predictions(rows: Rows, targets: tuple[str, ...], path: Path) -> int:
    """Write predictions in the format of a file's suffix, whole or not at all.

    Returns:
        How many rows were predicted: those written, without those that miss a value.

    Raises:
        OutputError: The file can't be written.
        DataError: The new data can't be read to its end.
    """
    counted = _Counted(rows)
    write = WRITERS[path.suffix.lower()]
    try:
        write_atomically(path, lambda beside: write(iter(counted), targets, beside))
    except OSError as error:
        if isinstance(error, KerasBlocksError):
            raise
        raise OutputError(f"Can't write {path}: {error.strerror or error}.") from None
    return counted.count


def print_predictions(rows: Rows, targets: tuple[str, ...], *, as_json: bool) -> None:
    """Print predictions as soon as they are there, as CSV or an object a line.

    Raises:
        OutputError: Standard output can't be written to; a reader that stops, such as head, isn't
            an error.
        DataError: The new data can't be read to its end.
    """
    stream = stream_json_lines if as_json else stream_csv
    try:
        stream(rows, targets, sys.stdout)
    except BrokenPipeError:
        raise
    except OSError as error:
        if isinstance(error, KerasBlocksError):
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left has no place
        raise OutputError(f"Can't write to standard output: {error.strerror}.") from None


def stream_csv(rows: Rows, targets: tuple[str, ...], to: TextIO) -> None:
    """Write predictions as comma-separated values, as soon as they are there."""
    table = csv.writer(to, lineterminator="\n")
    for number, each in enumerate(rows):
        found = columns(each, targets)
        if number == 0:
            table.writerow(found)
        table.writerows(zip(*map(_texts, found.values()), strict=True))
        to.flush()


def stream_json_lines(rows: Rows, targets: tuple[str, ...], to: TextIO) -> None:
    """Write predictions as an object a line, as soon as they are there."""
    for each in rows:
        found = columns(each, targets)
        for values in zip(*found.values(), strict=True):
            row = dict(zip(found, map(_short, values), strict=True))
            print(json.dumps(row), file=to)
        to.flush()


class _Counted:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator["PredictedRows"]:
        for each in self._rows:
            self.count += len(each) - len(each.skipped)
            yield each


def _texts(values: list[Any]) -> list[str]:
    """The cells of a column: numbers in the seven digits that float32 holds, others as they are."""
    if values and isinstance(values[0], float):
        together = str("%.7g\n" * len(values) % tuple(values))  # half the time of one by one
        return together.replace("nan", "").split("\n")[:-1]
    return ["" if value is None else str(value) for value in values]


def _short(value: Any) -> Any:
    if isinstance(value, float):
        return None if isnan(value) else float(f"{value:.7g}")
    return value


def _csv(rows: Rows, targets: tuple[str, ...], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        stream_csv(rows, targets, file)


def _json_lines(rows: Rows, targets: tuple[str, ...], path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        stream_json_lines(rows, targets, file)


def _parquet(rows: Rows, targets: tuple[str, ...], path: Path) -> None:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise MissingPackageError("Parquet", "pyarrow", install="keras-blocks[parquet]") from None
    first = next(rows, None)
    if first is None:
        raise OutputError("There are no rows to predict.")
    names = columns(first, targets)
    types = dict.fromkeys(names, pa.float64()) | {"row": pa.array(first.ids).type}
    types |= {"prediction": pa.string()} if first.classes else {}
    with pq.ParquetWriter(path, pa.schema(types)) as writer:
        for each in chain([first], rows):
            found = columns(each, targets).items()
            cells = {name: pa.array(of, types[name], from_pandas=True) for name, of in found}
            writer.write_table(pa.table(cells))


def _npz(rows: Rows, targets: tuple[str, ...], path: Path) -> None:
    """One array a column: an archive must know how long they are before the first is written."""
    parts = [columns(each, targets) for each in rows]
    names = parts[0] if parts else {}
    joined = {name: np.concatenate([_array(part[name]) for part in parts]) for name in names}
    with path.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **joined)


def _array(values: list[Any]) -> Any:
    """A column as an array without objects, which readers of archives refuse."""
    return np.array(["" if value is None else value for value in values])


WRITERS: dict[str, Callable[[Rows, tuple[str, ...], Path], None]] = {
    ".csv": _csv,
    ".jsonl": _json_lines,
    ".parquet": _parquet,
    ".npz": _npz,
}
"""How each format is written, by the suffix of its files."""
