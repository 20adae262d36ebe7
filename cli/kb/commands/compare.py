"""`kb compare`: which recipe is better, and how sure that is."""

from pathlib import Path
from typing import Annotated

import typer
from kb_registry import KerasBlocksError

from kb.options import Logdir


def compare(  # noqa: PLR0913, PLR0917 - every option of a command is an argument
    by: Annotated[
        str, typer.Option(help="Field whose values are compared: act, opt.learning_rate; act,init.")
    ],
    names: Annotated[
        list[str] | None,
        typer.Argument(help="Sweeps and runs; all runs, if left out.", show_default=False),
    ] = None,
    logdir: Logdir = Path("logs"),
    where: Annotated[
        list[str] | None,
        typer.Option(help="Only runs that meet this condition: data=digits, 'epochs>=20'."),
    ] = None,
    metric: Annotated[
        str, typer.Option(help="What is compared: test_accuracy, val_loss, seconds.")
    ] = "test_accuracy",
    baseline: Annotated[
        str | None, typer.Option(help="What the others are compared with; the best, if left out.")
    ] = None,
    margin: Annotated[
        float, typer.Option(help="Differences up to it don't matter.", show_default=False)
    ] = 0.0,
    *,
    pareto: Annotated[
        str | None, typer.Option(metavar="COST", help="Name the best for each cost: seconds.")
    ] = None,
    best_of: Annotated[
        bool, typer.Option("--best-of", help="Show what fewer trials would have found.")
    ] = False,
    importance: Annotated[
        bool, typer.Option("--importance", help="Show which field matters most (with Optuna).")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print comma-separated values.")] = False,
) -> None:
    """Compare the runs of a sweep: which is better, how sure that is, what it takes to be surer.

    kb compare SWEEP --by act --baseline relu --margin 0.005
    """
    if as_json and as_csv:
        raise KerasBlocksError("--json and --csv exclude each other.", hint="Leave one out.")
    from kb_engine import comparison

    from kb.chosen_runs import chosen_runs
    from kb.render import comparison_document, comparison_page
    from kb.render.console import out, print_json

    runs = chosen_runs(logdir, names or [], where or [])
    fields = [each.strip() for each in by.split(",")]
    found = comparison.compare(runs, fields, metric, baseline=baseline, margin=margin)
    if as_csv:
        comparison_document.print_csv(found)
        return
    validation = metric.replace("test_", "val_", 1)
    curve = comparison.best_of(comparison.trials(runs, validation), lower=found.lower)
    front = comparison.pareto(found.levels, pareto, lower=found.lower) if pareto else []
    shares = comparison.importance(runs, metric) if importance else {}
    if as_json:
        more = {"best_of": curve if best_of else None, "pareto": front if pareto else None}
        shared = dict(shares) if importance else None
        print_json({**comparison_document.document(found), **more, "importance": shared})
        return
    comparison_page.print_comparison(found)
    if len(fields) == 2:  # noqa: PLR2004 - a table has rows and columns
        comparison_page.print_interaction(comparison.interaction(found), fields)
    if pareto:
        out.print(f"\nNone is better for less {pareto}: {', '.join(front)}.", soft_wrap=True)
    if best_of:
        comparison_page.print_best_of(validation, curve)
    if importance:
        comparison_page.print_importance(shares)
