"""Command-line options for every field of a recipe.

The options follow from the installed kinds, so a kind that a third party brings has one too.
"""

import functools
import inspect
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from kb_engine import Recipe, Training, by_option, read_choices, recipe_kinds
from kb_registry import Component, DataError, Word, installed_registry, known_words

from kb.names.in_full import in_full

Logdir = Annotated[
    Path, typer.Option("--logdir", help="Folder for runs.", rich_help_panel="Output")
]


def takes_recipe(command: Callable[..., None]) -> Callable[..., None]:
    """Replace a command's first parameter, a recipe, by options for each of its fields."""

    @functools.wraps(command)
    def with_options(**given: Any) -> None:
        recipe = _recipe({name: given.pop(name) for name in names})
        try:
            command(recipe, **given)
        except DataError as error:
            error.suggestions = tuple(in_full(each, recipe) for each in error.suggestions)
            raise

    names = replace_first(command, with_options, list(_options()))
    return with_options


def takes_fields(command: Callable[..., None]) -> Callable[..., None]:
    """Replace a command's first parameter, texts by field, by options for each field.

    A recipe file fills the fields that aren't given.
    """

    @functools.wraps(command)
    def with_options(**given: Any) -> None:
        command(_fields({name: given.pop(name) for name in names}), **given)

    names = replace_first(command, with_options, list(_options()))
    return with_options


def replace_first(
    command: Callable[..., None], by: Callable[..., None], options: Sequence[inspect.Parameter]
) -> list[str]:
    """Let Typer see `by` as the command with options in place of its first parameter.

    Returns:
        The names of these options.
    """
    _, *others = inspect.signature(command).parameters.values()
    parameters = [*options, *(p.replace(kind=p.KEYWORD_ONLY) for p in others)]
    by.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    by.__annotations__ = {p.name: p.annotation for p in parameters}
    return [option.name for option in options]


def option(name: str, hint: Any, given: Any, default: Any = None) -> inspect.Parameter:
    """A parameter that Typer makes an option of."""
    return inspect.Parameter(
        name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[hint, given]
    )


def _recipe(options: dict[str, Any]) -> Recipe:
    settings = Training.parameters()
    return Recipe.from_choices(
        {
            name: Word(value) if name in settings and isinstance(value, str) else value
            for name, value in _fields(options).items()
        }
    )


def _fields(options: dict[str, Any]) -> dict[str, object]:
    """What is given for each field, in a recipe file or above it."""
    file = options.pop("recipe")
    chosen = {name: value for name, value in options.items() if value not in (None, [])}
    from_file = {} if file is None else by_option(read_choices(file), installed_registry())
    return from_file | chosen


def _options() -> Iterator[inspect.Parameter]:
    yield option(
        "recipe",
        Path | None,
        typer.Option(help="TOML file with a recipe; other options override it."),
    )
    registry = installed_registry()
    for kind in recipe_kinds(registry):
        flags = dict.fromkeys([f"--{kind.kind.option}", f"--{kind.kind.name}"])
        yield option(
            kind.kind.option,
            list[str] | None if kind.kind.many else str | None,
            typer.Option(
                *flags,
                help=_help(kind),
                metavar="NAME",
                autocompletion=_beginning(registry.names(kind)),
                rich_help_panel="Blocks",
            ),
        )
    for parameter in Training.parameters().values():
        yield option(
            parameter.name,
            str | None,
            typer.Option(
                help=f"{parameter.help.capitalize()}. (default: {parameter.default})",
                metavar="|".join(known_words(parameter.accepts)) or "N",
                autocompletion=_beginning(known_words(parameter.accepts)),
                rich_help_panel="Training",
            ),
        )


def _help(kind: type[Component]) -> str:
    default = f" (default: {kind.kind.default})" if kind.kind.default else ""
    return f"{kind.summary()}{default}"


def _beginning(words: Sequence[str]) -> Callable[[str], list[str]]:
    """What completes a word in the shell."""
    return lambda incomplete: [word for word in words if word.startswith(incomplete)]
