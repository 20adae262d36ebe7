"""`kb compare`: which recipe is better, and how sure that is."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from kb_registry import KerasBlocksError

from kb.options.recipe import Logdir

if TYPE_CHECKING:
    from kb_engine.comparison import Comparison
    from kb_engine.runs.store import StoredRun


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
    minimize: Annotated[
        bool | None,
        typer.Option(
            "--minimize/--maximize",
            help="Whether lower or higher is better; the metric's name decides, if left out.",
            show_default=False,
        ),
    ] = None,
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
    plot: Annotated[
        Path | None, typer.Option(help="Draw the levels into this file, .png, .svg or .pdf.")
    ] = None,
    html: Annotated[Path | None, typer.Option(help="Write a report into this file, .html.")] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print a Markdown table.")] = False,
    latex: Annotated[bool, typer.Option("--latex", help="Print a LaTeX table.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print comma-separated values.")] = False,
) -> None:
    """Compare the runs of a sweep: which is better, how sure that is, what it takes to be surer.

    kb compare SWEEP --by act --baseline relu --margin 0.005
    """
    asked = {"json": as_json, "csv": as_csv, "markdown": markdown, "latex": latex}
    forms = [name for name, is_asked in asked.items() if is_asked]
    if len(forms) > 1:
        flags = " and ".join(f"--{name}" for name in forms)
        raise KerasBlocksError(f"{flags} exclude each other.", hint="Use one of them.")
    from kb_engine import comparison

    from kb.options.chosen_runs import chosen_runs

    runs = chosen_runs(logdir, names or [], where or [])
    fields = [each.strip() for each in by.split(",")]
    found = comparison.compare(
        runs, fields, metric, baseline=baseline, margin=margin, lower=minimize
    )
    if plot is not None:
        from kb.render.comparison_picture import write_comparison

        write_comparison(found, plot)
    extra = _extra(found, runs, pareto, best_of, importance)
    if html is not None:
        from kb.report import how_to_repeat, write_report

        repeat = how_to_repeat(found, runs, logdir, names or [], where or [])
        write_report(found, runs, html, repeat, extra)
    _print(found, forms[0] if forms else "people", extra)


def _extra(
    found: "Comparison",
    runs: Sequence["StoredRun"],
    cost: str | None,
    best_of: bool,  # noqa: FBT001
    importance: bool,  # noqa: FBT001
) -> dict[str, Any]:
    """What was asked for beside the comparison."""
    from kb_engine import comparison

    extra: dict[str, Any] = {}
    if cost is not None:
        extra["pareto"] = comparison.pareto(found.levels, cost, lower=found.lower)
    if best_of:
        scores = [each.mean for each in comparison.trials(runs, found.validation)]
        extra["best_of"] = comparison.best_of(scores, lower=found.lower)
    if importance:
        extra["importance"] = dict(comparison.importance(runs, found.metric))
    return extra


def _print(found: "Comparison", form: str, extra: dict[str, Any]) -> None:
    from kb.render import comparison_document, comparison_page, comparison_text
    from kb.render.console import print_json

    match form:
        case "json":
            print_json({**comparison_document.document(found), **extra})
        case "csv":
            comparison_document.print_csv(found)
        case "markdown":
            typer.echo(comparison_text.markdown(found))
        case "latex":
            typer.echo(comparison_text.latex(found))
        case _:
            comparison_page.print_comparison(found, extra)
