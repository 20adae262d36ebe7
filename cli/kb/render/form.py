"""The forms in which a training is shown, and the options that choose one."""

from typing import Annotated, Literal

import typer
from kb_registry import KerasBlocksError

Form = Literal["people", "json", "folder"]
"""A report for people, JSON lines for programs, or the run's folder alone."""

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, one object per line.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print only the folder, for scripts.")]


def chosen_form(*, as_json: bool, quiet: bool) -> Form:
    """The form that the options ask for.

    Raises:
        KerasBlocksError: They ask for two.
    """
    if as_json and quiet:
        raise KerasBlocksError("--json and --quiet exclude each other.", hint="Leave one out.")
    if as_json:
        return "json"
    return "folder" if quiet else "people"
