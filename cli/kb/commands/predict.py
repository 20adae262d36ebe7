"""`kb predict`: what a trained model says about new data."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from kb_registry import KerasBlocksError

from kb.names.networks import NetworksOption, networks_of
from kb.names.runs import LOGDIR, RunArgument, RunLogdir, run_folder
from kb.render.console import err, print_warning
from kb.tensorflow import start_tensorflow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb_engine.prediction import PredictedRows
    from kb_registry import NewData

MOST_NAMED = 10
"""Rows without a prediction that are named."""


def predict(  # noqa: PLR0913, PLR0917 - every option of a command is an argument
    run: RunArgument,
    data: Annotated[
        str,
        typer.Option(
            help="A file or folder of the training data's kind, - for standard input, or a"
            " dataset's name.",
            show_default=False,
        ),
    ],
    to: Annotated[
        Path | None,
        typer.Option(
            "--out", help="Write a .csv, .jsonl, .parquet or .npz file; otherwise CSV is printed."
        ),
    ] = None,
    mc: NetworksOption = None,
    seed: Annotated[int, typer.Option(help="Seed of the dropout masks.")] = 0,
    logdir: RunLogdir = LOGDIR,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object per row.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace the file if it exists.")] = False,
) -> None:
    """Predict for new data, one row of output per row of input.

    New rows are prepared with what was fitted on the training samples: means, categories,
    classes. Columns may come in any order; extra ones are ignored.

    kb predict logs/RUN --data new.csv --out predictions.csv
    """
    from kb.render.predictions import (
        check_output,
        print_predictions,
        write_predictions,
    )

    networks = networks_of(mc)
    if to is not None:
        if as_json:
            raise KerasBlocksError("--json prints, --out writes.", hint="Leave one out.")
        check_output(to, force=force)
    folder = run_folder(run, logdir)
    start_tensorflow()
    from kb_engine.prediction import load

    loaded = load(folder)
    gaps: list[int | str] = []
    rows = _noting_gaps(loaded.predict(_source(data), networks=networks, seed=seed), gaps)
    if to is not None:
        count = write_predictions(rows, loaded.targets, to)
        err.print(f"Predicted {count:,} rows into {to}", soft_wrap=True)
    else:
        print_predictions(rows, loaded.targets, as_json=as_json)
    if gaps:
        print_warning(f"No prediction where a value is missing: row {_listed(gaps)}.")


def _noting_gaps(
    rows: "Iterator[PredictedRows]", gaps: list[int | str]
) -> "Iterator[PredictedRows]":
    for each in rows:
        gaps += each.skipped
        yield each


def _listed(gaps: list[int | str]) -> str:
    first = ", ".join(map(str, gaps[:MOST_NAMED]))
    return f"{first}, ... ({len(gaps):,} rows)" if len(gaps) > MOST_NAMED else first


def _source(text: str) -> "NewData":
    return sys.stdin.buffer if text == "-" else text
