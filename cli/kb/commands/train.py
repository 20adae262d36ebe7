"""`kb train`: train a recipe."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from attrs import asdict
from kb_engine.recipe import Recipe
from rich.table import Table

from kb.console import out, print_json
from kb.options import Logdir, takes_recipe
from kb.tensorflow import start_tensorflow

if TYPE_CHECKING:
    from kb_engine.result import Result


@takes_recipe
def train(
    recipe: Recipe,
    logdir: Logdir = Path("logs"),
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print every epoch as a line of JSON, and the result.")
    ] = False,
) -> None:
    """Train a model from a recipe, print its scores and record the run."""
    start_tensorflow()
    from kb_engine.train import train as train_recipe

    from kb.progress import json_lines, progress_bar

    observer = json_lines() if as_json else progress_bar(recipe.training.epochs)
    trained = train_recipe(recipe, logdir, observers=[observer])
    if as_json:
        print_json({"folder": str(trained.run.folder), **asdict(trained.result)})
        return
    out.print(_scores(trained.result))
    if trained.result.status == "interrupted":
        out.print("Interrupted: these are the scores of what was learned until then.")
    out.print(f"Written to {trained.run.folder}", soft_wrap=True)
    out.print(f"\n    tensorboard --logdir {logdir}", soft_wrap=True)


def _scores(result: "Result") -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("")
    table.add_column("samples", justify="right")
    metrics = next(iter(result.scores.values()))
    for metric in metrics:
        table.add_column(metric, justify="right")
    for split, scores in result.scores.items():
        figures = [f"{scores[metric]:.4f}" for metric in metrics]
        table.add_row(split, f"{result.samples[split]:,}", *figures)
    return table
