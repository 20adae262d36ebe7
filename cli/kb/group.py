"""Commands that are imported when they are first asked for.

A command that lists names has no need of the options of one that trains.
"""

import sys
from importlib import import_module
from typing import Any, ClassVar, Literal

import typer
from typer.core import TyperGroup
from typer.main import get_group

MARKUP: Literal["rich"] | None = "rich" if sys.stdout.isatty() else None
"""How help is drawn: in a pipe as plain text."""


class Commands(TyperGroup):
    """A group of commands that knows where each of its commands is."""

    places: ClassVar[dict[str, str]] = {
        "list": "kb.commands.list:list_components",
        "show": "kb.commands.show:show",
        "build": "kb.commands.build:build",
        "train": "kb.commands.train:train",
        "resume": "kb.commands.resume:resume",
        "demo": "kb.commands.demo:demo",
        "runs": "kb.commands.runs:app",
        "board": "kb.commands.board:board",
        "doctor": "kb.commands.doctor:doctor",
        "schema": "kb.commands.schema:schema",
        "plugin": "kb.commands.plugin:app",
    }
    """Each command's module and function, or Typer program if it has commands of its own."""

    promoted: ClassVar[dict[tuple[str, str], str]] = {("train", "--resume"): "resume"}
    """Options that became commands. They still work: the rest of the line is the command's."""

    def list_commands(self, ctx: object) -> list[str]:
        """The names of all commands, in order of use."""
        del ctx
        return list(self.places)

    def get_command(self, ctx: object, cmd_name: str) -> Any:
        """Import a command; or all, if there is none of the name, as Typer suggests the nearest."""
        del ctx
        wanted = [cmd_name] if cmd_name in self.places else self.places
        for name in wanted:
            if name not in self.commands:
                self.commands[name] = _command(name, self.places[name])
        return self.commands.get(cmd_name)

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Find the command that a line asks for, also by an option that was promoted."""
        for (command, option), successor in self.promoted.items():
            rest = [_without(option, word) for word in args[1:]]
            if args[0] == command and rest != args[1:]:
                words = [word for word in rest if word]
                print(f"kb {command} {option} is kb {successor} now.", file=sys.stderr)  # noqa: T201 - one line
                return super().resolve_command(ctx, [successor, *words])
        return super().resolve_command(ctx, args)


def _without(option: str, word: str) -> str:
    """What is left of a word that gives an option; any other word as it is."""
    return "" if word == option else word.removeprefix(f"{option}=")


def _command(name: str, place: str) -> Any:
    module, _, attribute = place.partition(":")
    found = getattr(import_module(module), attribute)
    program = typer.Typer(rich_markup_mode=MARKUP, pretty_exceptions_enable=False)
    if isinstance(found, typer.Typer):
        program.add_typer(found, name=name)
    else:
        program.command(name)(found)
    return get_group(program).commands[name]
