"""`kb runs`: what was run, and what came of it."""

import math
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from kb_engine.runs.store import STATUSES, Condition, RunStore, StoredRun
from kb_registry import KerasBlocksError, closest

from kb.options.given import given_options
from kb.render.run_table import (
    as_documents,
    check_fields,
    default_columns,
    known_fields,
    print_csv,
    print_runs,
)

Logdir = Annotated[Path, typer.Option("--logdir", help="Folder with runs.")]
Names = Annotated[list[str] | None, typer.Argument(help="Folders of runs.", show_default=False)]
Where = Annotated[
    list[str] | None,
    typer.Option(help="Only runs that meet this condition: act=prelu, 'val_accuracy>0.9'."),
]

app = typer.Typer(help="List, tag and remove runs.")


@app.callback(invoke_without_command=True)
def runs(  # noqa: PLR0913 - every option of a command is an argument
    context: typer.Context,
    *,
    logdir: Logdir = Path("logs"),
    where: Where = None,
    status: Annotated[
        str | None, typer.Option(help="Only these: trained, failed, running, unfinished, ...")
    ] = None,
    sort: Annotated[
        str,
        typer.Option(help="Field to sort by, such as val_loss; -val_loss has the largest first."),
    ] = "begun",
    columns: Annotated[
        str | None, typer.Option(help="Fields to show, separated by commas.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=0, help="Show only the last N rows; 0 for all.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print comma-separated values.")] = False,
) -> None:
    """List the runs of a log directory: recipe, status, scores, time.

    kb runs --where opt=nadam --where "val_accuracy>0.9" --sort val_loss
    """
    if context.invoked_subcommand is not None:
        _refuse_options_before(context, context.invoked_subcommand)
        return
    if as_json and as_csv:
        raise KerasBlocksError("--json and --csv exclude each other.", hint="Leave one out.")
    if status is not None and status not in STATUSES:
        raise KerasBlocksError(f"No run can be {status!r}.", hint=closest(status, STATUSES))
    conditions = [*(where or []), *([] if status is None else [f"status={status}"])]
    everything = list(RunStore(logdir))
    found = _chosen(everything, conditions)
    asked = None if columns is None else [name.strip() for name in columns.split(",")]
    if everything:
        check_fields([*(asked or []), sort.removeprefix("-")], known_fields(everything))
    found = _sorted(found, sort)
    if as_json:
        from kb.render.console import print_json

        print_json(list(as_documents(found, asked)))
    elif as_csv:
        print_csv(found, asked or known_fields(found))
    elif found:
        print_runs(found, asked or default_columns(found), limit)
    else:
        typer.echo("No run meets these conditions." if everything else "There are no runs yet.")


@app.command()
def remove(
    names: Names = None,
    logdir: Logdir = Path("logs"),
    where: Where = None,
    *,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Don't ask.")] = False,
) -> None:
    """Delete runs for good, with their models and event files."""
    store = RunStore(logdir)
    chosen = _named(store, names, where)
    if not yes:
        for run in chosen:
            typer.echo(run.name)
        _ask(f"Delete {_counted(chosen)} for good?")
    store.remove(chosen)
    typer.echo(f"Deleted {_counted(chosen)}.")


@app.command()
def tag(
    word: Annotated[str, typer.Argument(help="The tag.")],
    names: Names = None,
    logdir: Logdir = Path("logs"),
    where: Where = None,
    *,
    remove: Annotated[bool, typer.Option("--remove", help="Remove the tag.")] = False,
) -> None:
    """Tag runs, so that --where tags=WORD finds them."""
    store = RunStore(logdir)
    chosen = _named(store, names, where)
    for run in chosen:
        store.tag(run, add=[] if remove else [word], remove=[word] if remove else [])
    done = f"Took {word} off" if remove else f"Attached {word} to"
    typer.echo(f"{done} {_counted(chosen)}.")


def _named(
    store: RunStore, names: Sequence[str] | None, where: Sequence[str] | None
) -> list[StoredRun]:
    """The runs that are named, and those that meet the conditions."""
    if not names and not where:
        raise KerasBlocksError("No run is named.", hint="Name runs, or choose some with --where.")
    named = [store.get(name) for name in names or []]
    chosen = [*named, *(_chosen(list(store), where) if where else [])]
    return list({run.folder: run for run in chosen}.values())  # a run may be chosen twice


def _refuse_options_before(context: typer.Context, subcommand: str) -> None:
    """Refuse options of the list that a subcommand would ignore: it deletes, in another folder."""
    for option in given_options(context).values():
        raise KerasBlocksError(
            f"{option} stands before {subcommand}, which doesn't see it.",
            hint=f"Write it after: kb runs {subcommand} {option} ...",
        )


def _chosen(runs: Sequence[StoredRun], where: Sequence[str]) -> list[StoredRun]:
    conditions = [Condition.parse(text) for text in where]
    if runs:
        check_fields([each.field for each in conditions], known_fields(runs))
    return [run for run in runs if all(each.admits(run.facts) for each in conditions)]


def _sorted(runs: Sequence[StoredRun], sort: str) -> list[StoredRun]:
    """Runs in order of a field; those that lack it stand last."""
    name, descending = sort.removeprefix("-"), sort.startswith("-")
    having = [run for run in runs if run.facts.get(name) is not None]
    lacking = [run for run in runs if run.facts.get(name) is None]
    having.sort(key=lambda run: _rank(run.facts[name]), reverse=descending)
    return [*having, *lacking]


def _rank(fact: object) -> tuple[float, str]:
    """Numbers before texts, each in their own order."""
    if isinstance(fact, int | float):
        return float(fact), ""
    return math.inf, str(fact)


def _counted(runs: Sequence[StoredRun]) -> str:
    return f"{len(runs):,} run{'s' * (len(runs) != 1)}"


def _ask(question: str) -> None:
    if not sys.stdin.isatty():
        raise KerasBlocksError(f"{question} There is nobody to ask.", hint="Add --yes.")
    typer.confirm(question, abort=True)
