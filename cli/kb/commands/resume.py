"""`kb resume`: continue a run."""

from pathlib import Path
from typing import Annotated

import typer
from kb_engine import Run

from kb.exit_codes import INTERRUPTED
from kb.form import AsJson, Quiet, chosen_form
from kb.tensorflow import start_tensorflow


def resume(
    run: Annotated[Path, typer.Argument(help="The run's folder.", metavar="RUN")],
    *,
    force: Annotated[
        bool, typer.Option("--force", help="Resume even if the recipe or a version has changed.")
    ] = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Resume a run that was interrupted or killed, from its last checkpoint.

    Ctrl-C or SIGTERM ends it early: what was learned is scored and saved; the exit code is 130.
    """
    form = chosen_form(as_json=as_json, quiet=quiet)
    Run.open(run)  # so that a folder without a run is reported at once
    start_tensorflow()
    from kb_engine import resume as resume_run

    from kb.render.training import report, shown

    with shown(form) as observers:
        resumed = resume_run(run, observers, force=force)
    report(resumed, form)
    if resumed.result.status == "interrupted":
        raise typer.Exit(INTERRUPTED)
