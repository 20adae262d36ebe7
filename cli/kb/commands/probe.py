"""`kb probe`: look at a fresh network and try a few steps."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from kb_engine import LogdirError, Recipe, Run, probe_recipe, rate_range_of

from kb.commands.check import refuse_beside_a_run
from kb.options.recipe import takes_recipe
from kb.render.console import err, out, print_json
from kb.tensorflow import start_tensorflow

if TYPE_CHECKING:
    from kb_engine.diagnosis.probing import ProbeReport


@takes_recipe
def probe(  # noqa: PLR0913 - every option of a command is an argument
    recipe: Recipe,
    context: typer.Context,
    run: Annotated[Path | None, typer.Argument(help="A run's folder, to probe its recipe.")] = None,
    logdir: Annotated[
        Path | None, typer.Option(help="Also write the figures for TensorBoard, below this folder.")
    ] = None,
    *,
    lr_range: Annotated[
        bool, typer.Option("--lr-range", help="Run a learning-rate range test instead.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Find out in a few steps whether a recipe's network will learn.

    The exit code is 1 if the network isn't healthy.
    """
    if run is not None:
        refuse_beside_a_run(context, {"lr_range", "logdir"})
        recipe = Run.open(run).recipe
    start_tensorflow()
    from kb.render.probe import print_probe, print_range

    if lr_range:
        found = rate_range_of(recipe)
        print_json(found.to_dict()) if as_json else print_range(found)
        return
    report = probe_recipe(recipe)
    if logdir is not None:
        folder = logdir / f"probe-{recipe.title()[:80]}-{recipe.key()}"
        _write(report, folder)
        err.print(f"Written to {folder}", soft_wrap=True)
    if as_json:
        print_json(report.to_dict())
    else:
        print_probe(report, narrow=out.is_terminal and out.width < WIDE)
    if report.verdict != "healthy":
        raise typer.Exit(1)


def _write(report: "ProbeReport", folder: Path) -> None:
    from kb_engine.diagnosis.probing import write_events

    try:
        write_events(report, folder)
    except OSError as error:
        raise LogdirError.because(folder.parent, error) from None


WIDE = 90
"""How wide a terminal must be to show all figures of layers."""
