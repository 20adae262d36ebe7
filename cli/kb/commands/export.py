"""`kb export`: a trained model for other programs."""

from pathlib import Path
from typing import Annotated

import typer
from kb_registry import Exporter, installed_registry, structure

from kb.names.runs import LOGDIR, RunArgument, RunLogdir, run_folder
from kb.render.console import out, print_json
from kb.tensorflow import start_tensorflow


def export(  # noqa: PLR0913 - every option of a command is an argument
    run: RunArgument,
    to: Annotated[str, typer.Option(help="The format: see kb list exporter.", show_default=False)],
    place: Annotated[
        Path | None,
        typer.Option("--out", help="File or folder to write; else one in the run's folder."),
    ] = None,
    logdir: RunLogdir = LOGDIR,
    *,
    force: Annotated[bool, typer.Option("--force", help="Replace what is there.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Write a trained model for other programs, and check it in theirs.

    What is written takes raw rows where format and data allow it: numbers in their own units,
    words, bytes. A file beside it says what goes in and what comes out.

    kb export logs/RUN --to onnx
    """
    registry = installed_registry()
    exporter = structure(Exporter, to, registry)
    from kb_engine.export import Destination, check_installed
    from kb_engine.export import export as write

    check_installed(exporter, to)
    folder = run_folder(run, logdir)
    Destination.of(place, folder, exporter, force=force)
    start_tensorflow()
    from kb_engine.prediction import load

    exported = write(load(folder), exporter, place, force=force)
    if as_json:
        print_json(
            {
                "path": str(exported.path),
                "card": str(exported.card),
                "inputs": exported.inputs,
                "rows": exported.rows,
                "largest_difference": exported.difference,
            }
        )
        return
    out.print(f"Written to {exported.path}", soft_wrap=True)
    out.print(f"What goes in and comes out: {exported.card}", soft_wrap=True)
    out.print(
        f"{exported.rows} rows predicted with it: the largest difference is"
        f" {exported.difference:.2g}.",
        soft_wrap=True,
    )
