"""`kb evaluate`: what a trained model is worth, and how sure that is."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from kb_engine import finite
from kb_registry import KerasBlocksError

from kb.names.networks import NetworksOption, networks_of
from kb.names.runs import LOGDIR, RunArgument, RunLogdir, run_folder
from kb.render.console import out, print_json
from kb.render.suggestions import command
from kb.tensorflow import start_tensorflow

if TYPE_CHECKING:
    from kb_engine.prediction import SplitName

SPLITS = ("train", "validation", "test")


def evaluate(  # noqa: PLR0913, PLR0917 - every option of a command is an argument
    run: RunArgument,
    split: Annotated[
        str | None,
        typer.Option(help="Part of the data: train, validation or test (default)."),
    ] = None,
    data: Annotated[
        str | None,
        typer.Option(help="Score new data with targets instead, of the training data's kind."),
    ] = None,
    mc: NetworksOption = None,
    seed: Annotated[int, typer.Option(help="Seed of the dropout masks.")] = 0,
    plot: Annotated[
        Path | None,
        typer.Option(help="Draw confusion and reliability, or residuals: .png, .svg or .pdf."),
    ] = None,
    logdir: RunLogdir = LOGDIR,
    *,
    tensorboard: Annotated[
        bool,
        typer.Option("--tensorboard", help="Write scores and picture into the run as well."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Score a trained model: metrics, classes, calibration, residuals.

    kb evaluate logs/RUN --mc 100 --plot test.png
    """
    part, networks = _split(split), networks_of(mc)
    if data is not None and split is not None:
        raise KerasBlocksError("--split divides the recipe's data.", hint="Leave it out.")
    if plot is not None:
        from kb.render.picture import check_suffix

        check_suffix(plot)
    folder = run_folder(run, logdir)
    start_tensorflow()
    from attrs import asdict
    from kb_engine.prediction import load

    loaded = load(folder)
    evaluation = loaded.evaluate(part, data=data, networks=networks, seed=seed)
    if plot is not None:
        from kb.render.evaluation_picture import write_evaluation

        write_evaluation(evaluation, plot)
    if tensorboard:
        from kb.render.evaluation_board import write_for_board

        write_for_board(evaluation, folder)
    if as_json:
        facts = asdict(evaluation, filter=lambda attribute, _: attribute.name != "x")  # pixels
        print_json(finite({"folder": str(folder), **facts}))
        return
    from kb.render.evaluation import evaluation_page

    out.print(evaluation_page(evaluation))
    if plot is not None:
        out.print(f"\nWritten to {plot}", soft_wrap=True)
    if tensorboard:
        board = command("tensorboard", "--logdir", folder.parent)
        out.print(f"\nWritten to {folder}\n\n    {board}", soft_wrap=True)


def _split(name: str | None) -> "SplitName":
    match name:
        case None:
            return "test"
        case "train" | "validation" | "test":
            return name
        case _:
            raise KerasBlocksError(
                f"There is no part {name!r}.", hint=f"Choose {', '.join(SPLITS)}."
            )
