"""`kb why`: explain what came of a run."""

from typing import Annotated

import typer
from kb_engine import Run, explain_run

from kb.names.runs import LOGDIR, RunArgument, RunLogdir, run_folder
from kb.render.console import print_json
from kb.tensorflow import start_tensorflow


def why(
    run: RunArgument,
    logdir: RunLogdir = LOGDIR,
    *,
    probing: Annotated[
        bool, typer.Option("--probe/--no-probe", help="Probe the network if it isn't healthy.")
    ] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Explain why a run failed or learned little, without training it.

    The exit code is 1 if the run isn't healthy.
    """
    folder = run_folder(run, logdir)
    Run.open(folder)  # so that a folder without a run is reported at once
    start_tensorflow()
    from kb.render.explanation import print_explanation

    found = explain_run(folder, probing=probing)
    if as_json:
        print_json(found.to_dict())
    else:
        print_explanation(found)
    if found.verdict != "healthy":
        raise typer.Exit(1)
