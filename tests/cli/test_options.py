"""Whose the words are that stand behind two dashes."""

import inspect
from collections.abc import Callable, Iterator

import kb
import typer
from kb.commands.build import build
from kb.commands.train import train
from kb_engine import recipe_kinds
from kb_registry import installed_registry
from kb_registry.words import OWN_FIELDS
from typer.main import get_command


def words(command: Callable[..., None]) -> Iterator[str]:
    """Every word that a command has for an option, to a shell or in Python."""
    yield "help"
    yield from inspect.signature(command).parameters
    program = typer.Typer(add_completion=False)
    program.command()(command)
    for option in get_command(program).params:
        yield from (flag[2:].replace("-", "_") for flag in option.opts if flag.startswith("--"))


def test_no_kind_can_take_the_words_of_recipes_and_their_commands() -> None:
    kinds = [base.kind for base in recipe_kinds(installed_registry())]
    of_kinds = {word for kind in kinds for word in (kind.name, kind.option)}
    in_python = set(inspect.signature(kb.train).parameters) - {"choices"}
    assert {*words(build), *words(train), *in_python} - of_kinds == OWN_FIELDS
