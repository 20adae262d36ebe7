"""What can be done about an error, as data.

A front end says what to type: the command line a command and its options, Python a call. Each
suggestion has a purpose, the words that stand before what to type.
"""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, assert_never

Plain = bool | int | float | str | Path | tuple["Plain", ...] | None
"""A value that every front end can write."""


class ShowComponent(NamedTuple):
    """Read about a component: its parameters, its source, what it looks like."""

    name: str
    purpose: str = "See its parameters"


class ListComponents(NamedTuple):
    """List what is installed: all of it, one kind, or those of a kind that have a trait."""

    kind: str = ""
    trait: str = ""
    purpose: str = "See what is installed"


class CheckPlugins(NamedTuple):
    """Find out what is wrong with the installed plugins."""

    purpose: str = "See what is wrong with plugins"


class ResumeRun(NamedTuple):
    """Resume a run from its last checkpoint; forced, even if its recipe or a version changed."""

    folder: Path
    force: bool = False
    purpose: str = "Resume the run"


class ResumeSweep(NamedTuple):
    """Train what a sweep lacks."""

    folder: Path
    purpose: str = "Resume the sweep"


class TrainAnew(NamedTuple):
    """Train a recipe from its beginning, with some fields set otherwise.

    Attributes:
        recipe: A recipe file.
        changes: Fields that replace those of the file.
        purpose: What stands before what to type.
    """

    recipe: Path
    changes: Mapping[str, Plain] = MappingProxyType({})
    purpose: str = "Train anew"


class SetOption(NamedTuple):
    """Set a field of a recipe or an option of a training: `batch_size` to 16."""

    option: str
    value: Plain
    purpose: str = "Set"


class OmitOption(NamedTuple):
    """Leave out a field of a recipe or an option of a training."""

    option: str
    purpose: str = "Leave out"


class SetParameter(NamedTuple):
    """Set a parameter of the component that complains: `drop` to a tuple of columns."""

    parameter: str
    value: Plain
    purpose: str = "Set"


Suggestion = (
    ShowComponent
    | ListComponents
    | CheckPlugins
    | ResumeRun
    | ResumeSweep
    | TrainAnew
    | SetOption
    | OmitOption
    | SetParameter
)


def in_python(suggestion: Suggestion) -> str:
    """What to type in Python: `kb.resume("logs/prelu")`."""
    match suggestion:
        case ShowComponent(name):
            typed = _call("show", name)
        case ListComponents(kind, trait):
            kinds = [kind] if kind else []
            typed = _call("components", *kinds, **({"trait": trait} if trait else {}))
        case CheckPlugins():
            typed = _call("doctor")
        case ResumeRun(folder, force):
            typed = _call("resume", folder, **({"force": True} if force else {}))
        case ResumeSweep(folder):
            typed = _call("sweep", folder.parent, name=folder.name, resume=True)
        case TrainAnew(recipe, changes):
            typed = _call("train", recipe=recipe, **changes)
        case SetOption(name, value) | SetParameter(name, value):
            typed = f"{name}={_literal(value)}"
        case OmitOption(option):
            typed = option
        case _:
            assert_never(suggestion)
    return typed


def _call(function: str, *positional: Plain, **named: Plain) -> str:
    arguments = [_literal(value) for value in positional]
    arguments += [f"{name}={_literal(value)}" for name, value in named.items()]
    return f"kb.{function}({', '.join(arguments)})"


def _literal(value: Plain) -> str:
    match value:
        case Path():
            return _literal(str(value))
        case str() if value.isprintable() and not {'"', "\\"} & set(value):
            return f'"{value}"'
        case tuple():
            return f"[{', '.join(map(_literal, value))}]"
        case _:
            return repr(value)
