"""What `kb show` prints of a component."""

import inspect
import shlex

from kb_registry import Component, Parameter, Registry, describe, to_text
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from kb.names.found import Found, Shape, written
from kb.render.console import out

COMMANDS = {"executor": "kb sweep --executor"}
"""What takes members of kinds that recipes don't hold."""


def component_page(found: Found, shape: Shape | None, registry: Registry) -> RenderableType:
    """Description, curve, parameters, reference, and a line to copy.

    Args:
        found: The component.
        shape: Of the weights that an initializer is drawn for.
        registry: Where it was found.
    """
    origin = f"{found.kind.kind.name}, {found.entry.distribution} {found.entry.version}"
    parts: list[RenderableType] = [
        Text.assemble((found.entry.name, "bold"), f"  ({origin})"),
        *_description(found.component),
    ]
    drawing = found.drawing(shape)
    if drawing is not None:
        from kb.render.terminal_plot import terminal_plot

        plotted = terminal_plot(drawing, found.title(shape, registry), out)
        parts += [] if plotted is None else [plotted, Text()]
    parameters = sorted(found.component.parameters().values(), key=lambda p: p.keyword_only)
    if parameters:
        parts += [_table(parameters, found.given, registry), Text()]
    if found.component.reference:
        parts.append(Text(f"Reference: {found.component.reference}"))
    if found.component.traits:
        parts.append(Text(f"Traits: {', '.join(sorted(found.component.traits))}"))
    if found.component.pairs_with:
        parts.append(Text(f"Pairs with: {', '.join(found.component.pairs_with)}"))
    parts += [Text(f"Use: {_line_to_copy(found, registry)}"), Text()]
    return Group(*parts)


def _description(component: type[Component]) -> list[RenderableType]:
    paragraphs = (inspect.getdoc(component) or "").split("\n\n")
    flowing = [p if p.startswith(" ") else " ".join(p.split("\n")) for p in paragraphs]
    return [part for paragraph in flowing for part in (Text(paragraph), Text())]


def _table(parameters: list[Parameter], given: Component | None, registry: Registry) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("parameter", no_wrap=True)
    if given is not None:
        table.add_column("value", style="bold", overflow="fold")
    table.add_column("default", no_wrap=True)
    table.add_column("accepts", overflow="fold")
    table.add_column("meaning", overflow="fold")
    for parameter in parameters:
        table.add_row(
            parameter.name,
            *([] if given is None else [written(getattr(given, parameter.name), registry)]),
            "(required)" if parameter.required else written(parameter.default, registry),
            describe(parameter.accepts),
            parameter.help,
        )
    return table


def _line_to_copy(found: Found, registry: Registry) -> str:
    shown = found.shown()
    if shown is not None:
        text = shlex.quote(to_text(shown, registry))
    else:
        missing = [f"{name}=..." for name in found.required()]
        text = f"{found.entry.name}:{','.join(missing)}"
    option = found.kind.kind.option
    if option:
        return f"kb build --{option} {text}"
    command = COMMANDS.get(found.kind.kind.name)
    return f"{command} {text}" if command else f"{text}, as a parameter of another component"
