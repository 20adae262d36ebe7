"""`kb evaluate`: what a trained model is worth, and how sure that is."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from kb_engine import finite
from kb_registry import KerasBlocksError

from kb.render.console import out, print_json
from kb.tensorflow import start_tensorflow

if TYPE_CHECKING:
    from kb_engine.prediction import Networks, SplitName

SPLITS = ("train", "validation", "test")


def evaluate(  # noqa: PLR0913 - every option of a command is an argument
    run: Annotated[Path, typer.Argument(help="Folder of the run.", show_default=False)],
    split: Annotated[
        str, typer.Option(help="Part of the data to score: train, validation or test.")
    ] = "test",
    mc: Annotated[
        str | None,
        typer.Option(
            help="Also score the mean of so many random networks that dropout makes of the model;"
            " auto asks as many as it takes.",
            metavar="N|auto",
        ),
    ] = None,
    seed: Annotated[int, typer.Option(help="Decides the random networks.")] = 0,
    plot: Annotated[
        Path | None,
        typer.Option(help="Draw confusion and reliability, or residuals, into a .png or .svg."),
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Score a trained model: metrics with intervals, each class, calibration, residuals.

    kb evaluate logs/RUN --mc 100 --plot test.png
    """
    part, networks = _split(split), _networks(mc)
    if plot is not None:
        from kb.render.picture import check_suffix

        check_suffix(plot)
    start_tensorflow()
    from attrs import asdict
    from kb_engine.prediction import load

    loaded = load(run)
    evaluation = loaded.evaluate(part, networks=networks, seed=seed)
    if plot is not None:
        from kb.render.evaluation_picture import write_evaluation

        write_evaluation(evaluation, plot)
    if as_json:
        print_json(finite({"folder": str(run), **asdict(evaluation)}))
        return
    from kb.render.evaluation import evaluation_page

    out.print(evaluation_page(evaluation))
    if plot is not None:
        out.print(f"\nWritten to {plot}", soft_wrap=True)


def _split(name: str) -> "SplitName":
    match name:
        case "train" | "validation" | "test":
            return name
        case _:
            raise KerasBlocksError(
                f"There is no part {name!r}.", hint=f"Choose {', '.join(SPLITS)}."
            )


def _networks(text: str | None) -> "Networks | None":
    if text is None:
        return None
    if text == "auto":
        return "auto"
    if not text.isdecimal():
        raise KerasBlocksError(
            f"--mc takes a number of networks, not {text!r}.", hint="Write --mc 100 or --mc auto."
        )
    return int(text)
