"""`kb resume`: continue a run."""

from typing import Annotated

import typer
from kb_engine import Run

from kb.exit_codes import INTERRUPTED
from kb.names.runs import LOGDIR, RunArgument, RunLogdir, run_folder
from kb.options.watch import WatchOption, watching_of
from kb.render.form import AsJson, Quiet, chosen_form
from kb.tensorflow import start_tensorflow


def resume(  # noqa: PLR0913 - every option of a command is an argument
    run: RunArgument,
    logdir: RunLogdir = LOGDIR,
    watch: WatchOption = "tell",
    *,
    force: Annotated[
        bool, typer.Option("--force", help="Resume even if the recipe or a version has changed.")
    ] = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Resume an interrupted or killed run from its last checkpoint.

    Ctrl-C or SIGTERM stops early: the model is scored and saved, and the exit code is 130.
    """
    form = chosen_form(as_json=as_json, quiet=quiet)
    folder = run_folder(run, logdir)
    Run.open(folder)  # so that a folder without a run is reported at once
    start_tensorflow()
    from kb_engine import resume as resume_run

    from kb.render.training import report, shown

    with shown(form) as observers:
        watching = watching_of(watch, quiet=quiet)
        resumed = resume_run(folder, observers, force=force, watching=watching)
    report(resumed, form)
    if resumed.result.status == "interrupted":
        raise typer.Exit(INTERRUPTED)
