"""Command-line options for everything that a sweep's plan holds."""

import functools
import inspect
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import typer
from kb_engine.sweeps import Plan, Settings
from kb_registry import Parameter, Word, installed_registry, known_words

from kb.options.recipe import option, replace_first, takes_fields

PANEL = "Sweep"


def takes_plan(command: Callable[..., None]) -> Callable[..., None]:
    """Replace a command's first parameter, a plan, by options for its fields and settings."""

    @functools.wraps(command)
    def with_options(fields: Mapping[str, object], **given: Any) -> None:
        command(_plan(fields, {name: given.pop(name) for name in names}), **given)

    names = replace_first(command, with_options, list(_options()))
    seen = inspect.signature(with_options).parameters.values()
    first = inspect.Parameter("fields", inspect.Parameter.KEYWORD_ONLY)
    with_options.__signature__ = inspect.Signature([first, *seen])  # type: ignore[attr-defined]
    return takes_fields(with_options)


def _plan(fields: Mapping[str, object], options: dict[str, Any]) -> Plan:
    file, pairs = options.pop("plan"), options.pop("pair")
    table = {} if file is None else Plan.read(file).to_table(installed_registry())
    for name, value in options.items():
        if value is not None and value is not False:
            table[name] = Word(value) if isinstance(value, str) else value
    table["fields"] = {**table.get("fields", {}), **fields}
    if pairs:
        table["pair"] = [[name.strip() for name in pair.split(",")] for pair in pairs]
    return Plan.from_table(table)


def _options() -> Iterator[inspect.Parameter]:
    yield option(
        "plan",
        Path | None,
        typer.Option(
            help="TOML file with a sweep; other options override it.", rich_help_panel=PANEL
        ),
    )
    yield option(
        "pair",
        list[str] | None,
        typer.Option(
            help="Fields that move together: act,init.", metavar="FIELDS", rich_help_panel=PANEL
        ),
    )
    for parameter in Settings.parameters().values():
        yield _setting(parameter)


def _setting(parameter: Parameter) -> inspect.Parameter:
    truth = isinstance(parameter.default, bool)
    shown = "" if parameter.default in (None, False) else f" (default: {parameter.default})"
    given = typer.Option(
        f"--{parameter.name.replace('_', '-')}",
        help=f"{parameter.help[:1].upper()}{parameter.help[1:]}.{shown}",
        metavar=None if truth else _metavar(parameter),
        rich_help_panel=PANEL,
    )
    hint = bool if truth else str | None
    return option(parameter.name, hint, given, default=False if truth else None)


def _metavar(parameter: Parameter) -> str:
    if parameter.default is None:
        return "N"
    words = "TEXT" if isinstance(parameter.default, str) else "N"
    return "|".join(known_words(parameter.accepts)) or words
