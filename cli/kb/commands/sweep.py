"""`kb sweep`: train many recipes as one."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from kb_engine.sweeps import Plan, Progress, Sweep, SweepError, run_sweep
from kb_engine.sweeps.workers import Inline
from kb_registry import Executor, ResumeSweep, installed_registry, structure

from kb.exit_codes import INTERRUPTED
from kb.options.given import given_options
from kb.options.plan import takes_plan
from kb.options.recipe import Logdir
from kb.render.console import err, out, print_json, print_warning
from kb.render.form import AsJson, Form, Quiet, chosen_form
from kb.render.suggestions import in_shell
from kb.render.sweep_plan import combinations_page, plan_page, report_page
from kb.render.sweep_watching import watching
from kb.tensorflow import start_tensorflow

MANY = 10_000
"""Trials from which on a sweep asks whether it is meant."""

BESIDE_RESUME = {"--resume", "-j", "--executor", "--trial-timeout", "--logdir", "--json", "--quiet"}
"""Options that say where and how trials are trained, and not which."""

WORKERS, OUTPUT = "Workers", "Output"


@takes_plan
def sweep(  # noqa: PLR0913 - every option of a command is an argument
    plan: Plan,
    context: typer.Context,
    *,
    name: Annotated[
        str | None, typer.Option(help="The sweep's folder under --logdir.", rich_help_panel=OUTPUT)
    ] = None,
    resume: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Resume this sweep.", rich_help_panel=OUTPUT),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option(
            "-j",
            "--jobs",
            min=1,
            help="Trials at once; one per core by default.",
            rich_help_panel=WORKERS,
        ),
    ] = None,
    executor: Annotated[
        str,
        typer.Option(help="Where trials run: see kb list executor.", rich_help_panel=WORKERS),
    ] = "processes",
    trial_timeout: Annotated[
        float | None,
        typer.Option(
            min=0, help="Seconds after which a trial counts as failed.", rich_help_panel=WORKERS
        ),
    ] = None,
    logdir: Logdir = Path("logs"),
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Show the plan and start nothing.", rich_help_panel=OUTPUT),
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Don't ask.", rich_help_panel=OUTPUT)
    ] = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Train every combination of values, several at once.

    kb sweep --act relu,prelu,selu --init he_normal,lecun_normal --seeds 5

    Separate values with commas. A search also takes ranges: 'dropout:rate=0.1..0.5'.
    Ctrl-C lets running trials finish, a second one stops at once; --resume continues.
    """
    form = chosen_form(as_json=as_json, quiet=quiet)
    if resume is not None:
        _refuse_beside_resume(context)
    registry, workers = installed_registry(), jobs or os.cpu_count() or 1
    chosen = structure(Executor, executor, registry)
    if resume is None:
        _warn_if_nothing_varies(plan)
    if dry_run:
        _show(plan, workers, form)
        return
    if resume is None:
        _ask_if_many(plan, yes=yes)
        begun = Sweep.begin(plan, logdir, name, registry)
    else:
        begun = Sweep.open(logdir / resume, registry)
    if isinstance(chosen, Inline):
        start_tensorflow()  # in this process, whose terminal is the user's
    if form == "people":
        out.print(plan_page(begun.plan, begun.space, workers))
        out.print(f"Written to {begun.folder}\n", soft_wrap=True)
    try:
        with watching(form) as watcher:
            progress = run_sweep(begun, chosen, workers, watcher, trial_timeout=trial_timeout)
    except KeyboardInterrupt:
        _say_how_to_resume(begun)
        raise typer.Exit(INTERRUPTED) from None
    _report(begun, progress, form)


def _refuse_beside_resume(context: typer.Context) -> None:
    """Refuse options that would be ignored."""
    beside = sorted({*given_options(context).values()} - BESIDE_RESUME)
    if beside:
        raise SweepError(
            f"A sweep is resumed as it was planned, so --resume excludes {' and '.join(beside)}.",
            hint="Leave them out, or begin another sweep.",
        )


def _show(plan: Plan, workers: int, form: Form) -> None:
    space = plan.space(installed_registry())
    if form == "json":
        print_json({"trials": plan.count(space), **plan.to_table(installed_registry())})
        return
    out.print(plan_page(plan, space, workers))
    if plan.settings.search == "grid":
        out.print()
        out.print(combinations_page(space))
    out.print("Nothing was started.")


def _warn_if_nothing_varies(plan: Plan) -> None:
    space = plan.space(installed_registry())
    if plan.settings.seeds == 1 and not any(each.varies for each in space.dimensions):
        print_warning(
            "No field varies, so there is a single model to train, as with kb train. Give a field"
            " several values, such as --act relu,prelu, or train several seeds with --seeds 5."
        )


def _ask_if_many(plan: Plan, *, yes: bool) -> None:
    trials = plan.count(plan.space(installed_registry()))
    if yes or trials is None or trials < MANY:
        return
    if not sys.stdin.isatty():
        raise SweepError(
            f"{trials:,} trials are many, and there is nobody to ask.",
            hint="Add --yes, limit them with --trials, or look at them with --dry-run.",
        )
    typer.confirm(f"Train {trials:,} models?", abort=True)


def _report(begun: Sweep, progress: Progress, form: Form) -> None:
    whole = progress.total is None or progress.ended >= progress.total
    if form == "folder":
        out.print(begun.folder, soft_wrap=True)
    elif form == "people":
        out.print(report_page(begun, progress), soft_wrap=True)
    if progress.stopping and not whole:
        _say_how_to_resume(begun)
        raise typer.Exit(INTERRUPTED)
    if not progress.counts.get("trained"):
        raise typer.Exit(1)


def _say_how_to_resume(begun: Sweep) -> None:
    typed = in_shell(ResumeSweep(begun.folder))
    err.print(f"Nothing is lost. Resume with\n\n    {typed}", soft_wrap=True)
