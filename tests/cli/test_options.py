"""Whose the words are that stand behind two dashes."""

import inspect
from collections.abc import Callable, Iterator

import kb
import pytest
import typer
from kb.commands.build import build
from kb.commands.check import check
from kb.commands.probe import probe
from kb.commands.sweep import sweep
from kb.commands.train import train
from kb_engine import recipe_kinds
from kb_registry import installed_registry
from kb_registry.grammar._words import OWN_FIELDS
from typer.main import get_command

from tests.shell import kb as kb_command


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("kb tr", ["train"]),
        ("kb list opt", ["optimizer"]),
        ("kb show pre", ["precision", "precision_at_recall", "prelu"]),
        ("kb show softplus --kind act", ["activation"]),
        ("kb build --act pre", ["prelu"]),
        ("kb train --metric recall_", ["recall_at_precision"]),
        ("kb train --compile x", ["xla"]),
    ],
)
def test_a_shell_completes_names(
    typed: str, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("_KB_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", typed)
    monkeypatch.setenv("COMP_CWORD", str(len(typed.split()) - 1))
    assert kb_command().stdout.split() == words


TAKING_A_RECIPE = (build, train, sweep, check, probe)


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
    in_files = {"format"}
    of_resuming = {"resume", "force"}  # kb train --resume still works
    of_commands = {word for command in TAKING_A_RECIPE for word in words(command)}
    taken = {*of_commands, *in_python, *in_files, *of_resuming}
    assert taken - of_kinds - {"executor"} == OWN_FIELDS  # a kind of that name has the word
