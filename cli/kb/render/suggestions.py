"""What to type in a shell to do what an error suggests."""

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import assert_never

from kb_registry import (
    CheckPlugins,
    ListComponents,
    OmitOption,
    ResumeRun,
    ResumeSweep,
    SetOption,
    SetParameter,
    ShowComponent,
    Suggestion,
    TrainAnew,
    value_text,
)

DEFAULT_LOGDIR = Path("logs")
"""The log directory of a command that names none."""


def in_shell(suggestion: Suggestion) -> str:
    """A command, or a part of one, that can be pasted into a shell: `kb show prelu`."""
    match suggestion:
        case ShowComponent(name):
            words = ["kb", "show", name]
        case ListComponents(kind, trait):
            wanted = {"trait": trait} if trait else {}
            words = ["kb", "list", *filter(None, [kind]), *_options(wanted)]
        case CheckPlugins():
            words = ["kb", "doctor"]
        case ResumeRun(folder, force):
            words = ["kb", "resume", str(folder), *(["--force"] if force else [])]
        case ResumeSweep(folder):
            words = ["kb", "sweep", "--resume", folder.name, *_options(_beside_default(folder))]
        case TrainAnew(recipe, changes):
            words = ["kb", "train", "--recipe", str(recipe), *_options(changes)]
        case SetOption(option, value):
            words = _options({option: value})
        case OmitOption(option):
            words = [_flag(option)]
        case SetParameter(parameter, value):
            words = [f"{parameter}={value_text(value)}"]
        case _:
            assert_never(suggestion)
    return shlex.join(words)


def _beside_default(folder: Path) -> dict[str, Path]:
    """The log directory of a folder, if it has to be named."""
    return {} if folder.parent == DEFAULT_LOGDIR else {"logdir": folder.parent}


def command(*words: object) -> str:
    """A command that can be pasted into a shell, whatever its words hold."""
    return shlex.join(map(str, words))


def _options(values: Mapping[str, object]) -> list[str]:
    return [word for name, value in values.items() for word in _option(name, value)]


def _option(name: str, value: object) -> list[str]:
    return [_flag(name)] if value is True else [_flag(name), _text(value)]


def _text(value: object) -> str:
    """A value as an option takes it: text as it is, which the shell's quotes protect."""
    return str(value) if isinstance(value, str | Path) else value_text(value)


def _flag(option: str) -> str:
    return f"--{option.replace('_', '-')}"
