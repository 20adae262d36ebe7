"""`kb train`: train a recipe."""

from pathlib import Path
from typing import Annotated

import typer
from kb_engine import Devices, Recipe

from kb.exit_codes import INTERRUPTED
from kb.options.recipe import Logdir, takes_recipe
from kb.options.watch import WatchOption, watching_of
from kb.render.form import AsJson, Quiet, chosen_form
from kb.tensorflow import start_tensorflow


@takes_recipe
def train(  # noqa: PLR0913 - every option of a command is an argument
    recipe: Recipe,
    logdir: Logdir = Path("logs"),
    devices: Annotated[
        Devices, typer.Option(help="Train on one device, or on all GPUs, which share each batch.")
    ] = "one",
    watch: WatchOption = "tell",
    *,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Train a recipe's model, print its scores and record the run.

    Ctrl-C or SIGTERM stops early: the model is scored and saved, and the exit code is 130.
    """
    form = chosen_form(as_json=as_json, quiet=quiet)
    start_tensorflow()
    from kb_engine import train as train_recipe

    from kb.render.findings import print_briefly
    from kb.render.training import report, shown

    with shown(form) as observers:
        inspector = None if quiet else print_briefly
        trained = train_recipe(
            recipe,
            logdir,
            observers,
            devices=devices,
            inspector=inspector,
            watching=watching_of(watch, quiet=quiet),
        )
    report(trained, form)
    if trained.result.status == "interrupted":
        raise typer.Exit(INTERRUPTED)
