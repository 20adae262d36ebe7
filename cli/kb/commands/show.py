"""`kb show`: all about a component, or about a run."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from kb_registry import (
    InvalidReferenceError,
    KerasBlocksError,
    UnknownNameError,
    installed_registry,
)

from kb.names.found import Found, complete_name, find
from kb.names.kinds import complete_kind
from kb.names.runs import LOGDIR, RunLogdir, is_run, run_folder

if TYPE_CHECKING:
    from kb_engine.runs.store import StoredRun

LIKE_A_PATH = re.compile(r"\.+$|[^(=]*[/\\]")
"""What begins like a path and not like a component with a path among its arguments."""

LIKE_A_RUN = re.compile(r"[\w.]+-[\w.-]+")
"""Runs are named after their recipes, with hyphens; components' names have none."""


def show(  # noqa: PLR0913 - every option of a command is an argument
    reference: Annotated[
        str,
        typer.Argument(
            help="A component: its name, or its name and arguments. Or a run: its folder, or its"
            " name under --logdir if no component has it.",
            metavar="NAME|RUN",
            autocompletion=complete_name,
        ),
    ],
    kind: Annotated[
        str | None,
        typer.Option(
            help="Its kind, if several kinds have the name.", autocompletion=complete_kind
        ),
    ] = None,
    shape: Annotated[
        str | None, typer.Option(help="Weights to draw an initializer for, such as 300x100.")
    ] = None,
    plot: Annotated[
        Path | None, typer.Option(help="Write the drawing to this file, .png, .svg or .pdf.")
    ] = None,
    *,
    weights: Annotated[
        bool, typer.Option("--weights", help="Of a run: list every variable of its model.")
    ] = False,
    curves: Annotated[
        bool, typer.Option("--curves", help="Of a run: draw loss and metrics over the epochs.")
    ] = False,
    logdir: RunLogdir = LOGDIR,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show a component, or a run: recipe, scores, weights, curves.

    kb show elu:alpha=2

    kb show logs/RUN --curves
    """
    of_component = {"kind": kind, "shape": shape, "plot": plot}
    given = [f"--{name}" for name, value in of_component.items() if value is not None]
    what = _found(reference, kind, logdir, of_run=weights or curves, of_component=given)
    if isinstance(what, list):
        from kb.showing.components import show_components

        show_components(what, shape, plot, as_json=as_json)
        if not as_json and is_run(logdir / reference):
            from kb.render.console import out

            out.print(f"A run has this name, too: kb show {logdir / reference}", soft_wrap=True)
    else:
        from kb.showing.runs import show_run

        show_run(what, weights=weights, curves=curves, as_json=as_json)


def _found(
    text: str, kind: str | None, logdir: Path, *, of_run: bool, of_component: list[str]
) -> "list[Found] | StoredRun":
    """The components of a name, or else the run.

    Raises:
        KerasBlocksError: There is neither, or what there is lacks what was asked for.
    """
    if of_run or LIKE_A_PATH.match(text):
        if of_component:
            raise KerasBlocksError(
                f"{of_component[0]} is about components, not about runs.",
                hint="Leave it out.",
            )
        return _run(text, logdir)
    try:
        return find(text, kind, installed_registry())
    except (UnknownNameError, InvalidReferenceError) as neither:
        if of_component:
            raise
        from kb_engine.runs.store import UnknownRunError

        try:
            return _run(text, logdir)
        except UnknownRunError as error:
            raise (error if LIKE_A_RUN.fullmatch(text) else neither) from None


def _run(text: str, logdir: Path) -> "StoredRun":
    from kb_engine.runs.store import RunStore

    folder = run_folder(Path(text), logdir)
    folder = folder if folder.name else folder.resolve()  # the folder one is in
    return RunStore(folder.parent).get(folder.name)
