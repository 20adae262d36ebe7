"""`kb show`: all about a component."""

import inspect
from typing import Annotated, Any

import typer
from attrs import frozen
from kb_registry import (
    Component,
    Entry,
    Parameter,
    Registry,
    UnknownNameError,
    closest,
    describe,
    installed_registry,
    to_text,
)
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from kb.commands.list import find_kind
from kb.console import out, print_json


@frozen
class Found:
    """A component under one of its names.

    Attributes:
        kind: The base class of its kind.
        entry: Where it is registered.
        component: Its class.
    """

    kind: type[Component]
    entry: Entry
    component: type[Component]


def show(
    name: Annotated[str, typer.Argument(help="A component's name, or distribution:name.")],
    kind: Annotated[
        str | None, typer.Option(help="Its kind, where several kinds have the name.")
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show a component: parameters, bounds, reference, origin, and a line to copy."""
    registry = installed_registry()
    found = find(name, kind, registry)
    if as_json:
        print_json([_facts(each, registry) for each in found])
        return
    for each in found:
        out.print(_page(each, registry))


def find(name: str, kind: str | None, registry: Registry) -> list[Found]:
    """The components of a name, one for each kind that has it.

    Args:
        name: A component's name, or `distribution:name`.
        kind: What people call the kind; None for all kinds.
        registry: Where to look.

    Raises:
        UnknownNameError: No kind has the name.
    """
    kinds = registry.kinds() if kind is None else (find_kind(kind, registry),)
    distribution, _, word = name.rpartition(":")
    having = [base for base in kinds if word in registry.names(base)]
    if not having:
        names = {known for base in kinds for known in registry.names(base)}
        raise UnknownNameError(
            f"There is no component {name!r}.", hint=closest(word, names) or "See kb list."
        )
    found = []
    for base in having:
        entry = registry.entry(base, word, distribution or None)
        found.append(Found(base, entry, registry.get(base, word, entry.distribution)))
    return found


def _page(found: Found, registry: Registry) -> RenderableType:
    origin = f"{found.kind.kind.name}, {found.entry.distribution} {found.entry.version}"
    parts: list[RenderableType] = [
        Text.assemble((found.entry.name, "bold"), f"  ({origin})"),
        *_description(found.component),
    ]
    parameters = sorted(found.component.parameters().values(), key=lambda p: p.keyword_only)
    if parameters:
        parts += [_table(parameters, registry), Text()]
    if found.component.reference:
        parts.append(Text(f"Reference: {found.component.reference}"))
    if found.component.traits:
        parts.append(Text(f"Traits: {', '.join(sorted(found.component.traits))}"))
    if found.component.pairs_with:
        parts.append(Text(f"Pairs with: {', '.join(found.component.pairs_with)}"))
    parts += [Text(f"Use: {_line_to_copy(found)}"), Text()]
    return Group(*parts)


def _description(component: type[Component]) -> list[RenderableType]:
    paragraphs = (inspect.getdoc(component) or "").split("\n\n")
    flowing = [p if p.startswith(" ") else " ".join(p.split("\n")) for p in paragraphs]
    return [part for paragraph in flowing for part in (Text(paragraph), Text())]


def _table(parameters: list[Parameter], registry: Registry) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("parameter", no_wrap=True)
    table.add_column("default", no_wrap=True)
    table.add_column("accepts", overflow="fold")
    table.add_column("meaning", overflow="fold")
    for parameter in parameters:
        table.add_row(
            parameter.name,
            "(required)" if parameter.required else _text(parameter.default, registry),
            describe(parameter.hint),
            parameter.help,
        )
    return table


def _text(value: object, registry: Registry) -> str:
    match value:
        case Component():
            return to_text(value, registry)
        case None | bool():
            return str(value).lower()
        case tuple():
            return f"[{','.join(_text(item, registry) for item in value)}]"
        case _:
            return str(value)


def _line_to_copy(found: Found) -> str:
    required = [p.name for p in found.component.parameters().values() if p.required]
    text = found.entry.name + (f":{','.join(f'{p}=...' for p in required)}" if required else "")
    option = found.kind.kind.option
    if option:
        return f"kb build --{option} {text}"
    return f"{text}, as a parameter of another component"


def _facts(found: Found, registry: Registry) -> dict[str, Any]:
    return {
        "kind": found.kind.kind.name,
        "name": found.entry.name,
        "distribution": found.entry.distribution,
        "version": found.entry.version,
        "summary": found.component.summary(),
        "description": inspect.getdoc(found.component) or "",
        "reference": found.component.reference,
        "traits": sorted(found.component.traits),
        "pairs_with": found.component.pairs_with,
        "parameters": [
            {
                "name": parameter.name,
                "required": parameter.required,
                "default": None if parameter.required else _text(parameter.default, registry),
                "accepts": describe(parameter.hint),
                "help": parameter.help,
            }
            for parameter in found.component.parameters().values()
        ],
    }
