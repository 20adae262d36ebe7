"""`kb train`: train a recipe."""

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from attrs import asdict
from kb_engine import Devices, Recipe, Result, Run, finite
from kb_registry import KerasBlocksError
from rich.table import Table

from kb.exit_codes import INTERRUPTED
from kb.options import Logdir, given_options, takes_recipe
from kb.render.console import out, print_json_line
from kb.tensorflow import start_tensorflow

if TYPE_CHECKING:
    import keras
    from kb_engine import TrainedRun


@takes_recipe
def train(  # noqa: PLR0913 - every option of a command is an argument
    recipe: Recipe,
    context: typer.Context,
    logdir: Logdir = Path("logs"),
    resume: Annotated[
        Path | None,
        typer.Option(help="Go on with the run in this folder, from its last checkpoint."),
    ] = None,
    devices: Annotated[
        Devices, typer.Option(help="Train on one device or on all GPUs, which share each batch.")
    ] = "one",
    *,
    force: Annotated[
        bool, typer.Option("--force", help="Resume even if the recipe or a version has changed.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON: a line for each epoch, then one result.")
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Print the run's folder alone, for scripts.")
    ] = False,
) -> None:
    """Train a recipe's model, print its scores and record the run.

    Ctrl-C or SIGTERM ends it early: what was learned is scored and saved; the exit code is 130.
    """
    _check(given_options(context))
    if resume is not None:
        Run.open(resume)  # so that a folder without a run is told at once
    start_tensorflow()
    from kb_engine import resume as resume_run
    from kb_engine import train as train_recipe

    from kb.render.progress import JsonLines, progress_bar

    with ExitStack() as shown:
        if quiet:
            observers: list[keras.callbacks.Callback] = []
        elif as_json:
            observers = [JsonLines()]
        else:
            observers = [shown.enter_context(progress_bar())]
        if resume is None:
            trained = train_recipe(recipe, logdir, observers, devices=devices)
        else:
            trained = resume_run(resume, observers, force=force)
    if as_json:
        print_json_line(finite({"folder": str(trained.run.folder), **asdict(trained.result)}))
    elif quiet:
        out.print(trained.run.folder, soft_wrap=True)
    else:
        _print_report(trained)
    if trained.result.status == "interrupted":
        raise typer.Exit(INTERRUPTED)


def _check(given: set[str]) -> None:
    """Refuse options that would be ignored."""
    beside = given - {"--resume", "--force", "--json", "--quiet"}
    if "--resume" in given and beside:
        options = " and ".join(sorted(beside))
        raise KerasBlocksError(
            f"A run goes on as it was begun, so --resume goes without {options}.",
            hint="Leave them out, or begin anew: --recipe RUN/recipe.toml in place of --resume.",
        )
    if "--force" in given and "--resume" not in given:
        raise KerasBlocksError("--force goes with --resume.", hint="Leave it out.")
    if {"--json", "--quiet"} <= given:
        raise KerasBlocksError("--json and --quiet exclude each other.", hint="Leave one out.")


def _print_report(trained: "TrainedRun") -> None:
    out.print(_scores(trained.result))
    if trained.result.status == "interrupted":
        out.print(
            "Interrupted: these are the scores of what was learned until then. Go on with\n\n"
            f"    kb train --resume {trained.run.folder}\n",
            soft_wrap=True,
        )
    out.print(f"Written to {trained.run.folder}", soft_wrap=True)
    out.print(f"\n    tensorboard --logdir {trained.run.folder.parent}", soft_wrap=True)


def _scores(result: Result) -> Table:
    """A column for each split, so that any number of metrics fits the terminal."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("", overflow="fold")
    for split in result.scores:
        table.add_column(split, justify="right", no_wrap=True)
    table.add_row("samples", *(f"{result.samples[split]:,}" for split in result.scores))
    for metric in next(iter(result.scores.values())):
        table.add_row(metric, *(f"{scores[metric]:.4f}" for scores in result.scores.values()))
    return table
