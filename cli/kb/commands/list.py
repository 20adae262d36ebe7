"""`kb list`: what is installed."""

from typing import Annotated

import typer
from kb_registry import Component, Registry, UnknownNameError, closest, installed_registry
from rich.table import Table

from kb.console import out, print_json


def list_components(
    kind: Annotated[
        str | None,
        typer.Argument(help="Only this kind: activation, act, ...", show_default=False),
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the components that are installed, by kind."""
    registry = installed_registry()
    kinds = registry.kinds() if kind is None else (find_kind(kind, registry),)
    if as_json:
        print_json([fact for each in kinds for fact in _facts(each, registry, kind is not None)])
    elif kind is None:
        out.print(_overview(kinds, registry))
    else:
        out.print(_members(kinds[0], registry))


def find_kind(name: str, registry: Registry) -> type[Component]:
    """The kind that people call `activation`, `activations` or `act`.

    Raises:
        UnknownNameError: There is none.
    """
    by_word: dict[str, type[Component]] = {}
    for kind in registry.kinds():
        words = {kind.kind.name, kind.kind.option, kind.kind.group.rpartition(".")[2]}
        by_word |= dict.fromkeys(words - {""}, kind)
    if name not in by_word:
        raise UnknownNameError(f"There is no kind {name!r}.", hint=closest(name, by_word))
    return by_word[name]


def _overview(kinds: tuple[type[Component], ...], registry: Registry) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("kind", no_wrap=True)
    table.add_column("option", no_wrap=True)
    table.add_column("names")
    for kind in kinds:
        option = f"--{kind.kind.option}" if kind.kind.option else ""
        table.add_row(kind.kind.name, option, ", ".join(registry.names(kind)))
    return table


def _members(kind: type[Component], registry: Registry) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("name", no_wrap=True)
    table.add_column("summary")
    table.add_column("distribution", no_wrap=True)
    for entry in registry.entries(kind):
        component = registry.get(kind, entry.name, entry.distribution)
        table.add_row(entry.name, component.summary(), f"{entry.distribution} {entry.version}")
    return table


def _facts(kind: type[Component], registry: Registry, loaded: bool) -> list[dict[str, str]]:  # noqa: FBT001 - private
    facts = []
    for entry in registry.entries(kind):
        fact = {
            "kind": kind.kind.name,
            "name": entry.name,
            "distribution": entry.distribution,
            "version": entry.version,
        }
        if loaded:
            component = registry.get(kind, entry.name, entry.distribution)
            fact |= {"summary": component.summary(), "reference": component.reference}
        facts.append(fact)
    return facts
