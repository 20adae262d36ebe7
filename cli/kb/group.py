"""Commands that are imported when they are first asked for.

A command that lists names has no need of the options of one that trains.
"""

import sys
from importlib import import_module
from typing import Any, ClassVar, Literal, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_group

from kb.options.unknown import RecipeCommand
from kb.reader import while_read
from kb.render.plain import is_styled

MARKUP: Literal["rich"] | None = "rich" if is_styled() else None
"""How help is drawn: in a pipe or a dumb terminal as plain text."""


class Place(NamedTuple):
    """Where a command is.

    Attributes:
        target: Its module and function, or Typer program if it has commands of its own.
        summary: The first sentence of its help, so that `kb --help` imports no command.
    """

    target: str
    summary: str


class Commands(TyperGroup):
    """A group of commands that knows where each of its commands is."""

    places: ClassVar[dict[str, Place]] = {
        "list": Place(
            "kb.commands.list:list_components",
            "List what is installed: names by kind, or some with summaries.",
        ),
        "show": Place(
            "kb.commands.show:show",
            "Show a component, or a run: recipe, scores, weights, curves.",
        ),
        "check": Place(
            "kb.commands.check:check",
            "Find faults in a recipe's network and data without training.",
        ),
        "probe": Place(
            "kb.commands.probe:probe",
            "Find out in a few steps whether a recipe's network will learn.",
        ),
        "build": Place(
            "kb.commands.build:build",
            "Build a recipe's model, print it and write it for TensorBoard.",
        ),
        "train": Place(
            "kb.commands.train:train",
            "Train a recipe's model, print its scores and record the run.",
        ),
        "resume": Place(
            "kb.commands.resume:resume",
            "Resume an interrupted or killed run from its last checkpoint.",
        ),
        "why": Place(
            "kb.commands.why:why",
            "Explain why a run failed or learned little, without training it.",
        ),
        "predict": Place(
            "kb.commands.predict:predict",
            "Predict for new data, one row of output per row of input.",
        ),
        "evaluate": Place(
            "kb.commands.evaluate:evaluate",
            "Score a trained model: metrics, classes, calibration, residuals.",
        ),
        "export": Place(
            "kb.commands.export:export",
            "Write a trained model for other programs, and check it in theirs.",
        ),
        "eject": Place(
            "kb.commands.eject:eject",
            "Write a recipe as a plain Keras program, or as a notebook.",
        ),
        "sweep": Place(
            "kb.commands.sweep:sweep",
            "Train every combination of values, several at once.",
        ),
        "demo": Place(
            "kb.commands.demo:demo",
            "Train three recipes on real images of digits and compare them.",
        ),
        "runs": Place(
            "kb.commands.runs:app",
            "List, tag and remove runs.",
        ),
        "compare": Place(
            "kb.commands.compare:compare",
            "Compare the runs of a sweep: which is better, how sure that is, what it takes to be"
            " surer.",
        ),
        "board": Place(
            "kb.commands.board:board",
            "Start TensorBoard for this machine alone, showing every record.",
        ),
        "doctor": Place(
            "kb.commands.doctor:doctor",
            "Say what is wrong with plugins, whose they are and how to fix it.",
        ),
        "schema": Place(
            "kb.commands.schema:schema",
            "Print the JSON Schema of a recipe, a sweep, a kind or a component.",
        ),
        "plugin": Place(
            "kb.commands.plugin:app", "Create and check packages with blocks of your own."
        ),
    }
    """Each command in order of use."""

    promoted: ClassVar[dict[tuple[str, str], str]] = {("train", "--resume"): "resume"}
    """Options that became commands. They still work: the rest of the line is the command's."""

    def make_context(self, *args: Any, **kwargs: Any) -> Any:
        """Read the line; of some lines, such as one with --help, the answer is printed here."""
        with while_read():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: Any) -> Any:
        """Run the command as long as somebody reads what it prints."""
        with while_read():
            return super().invoke(ctx)

    def list_commands(self, ctx: object) -> list[str]:
        """The names of all commands, in order of use."""
        del ctx
        return list(self.places)

    def get_command(self, ctx: object, cmd_name: str) -> Any:
        """Import a command; without one of the name, none."""
        del ctx
        if cmd_name in self.places and cmd_name not in self.commands:
            self.commands[cmd_name] = _command(cmd_name, self.places[cmd_name].target)
        elif cmd_name not in self.places:
            self._stand_in()  # as Typer suggests the nearest
        return self.commands.get(cmd_name)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help of all commands without importing any."""
        self._stand_in()
        super().format_help(ctx, formatter)

    def shell_complete(self, ctx: Any, incomplete: str) -> Any:
        """Complete the name of a command without importing any."""
        self._stand_in()
        return super().shell_complete(ctx, incomplete)

    def _stand_in(self) -> None:
        """Let names and summaries stand in for commands; a process that does so runs none."""
        for name, place in self.places.items():
            self.commands.setdefault(name, TyperCommand(name, help=place.summary))

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
        program.command(name, cls=RecipeCommand)(found)
    return get_group(program).commands[name]
