"""`kb show`: all about a component."""

import inspect
import re
import shlex
from pathlib import Path
from typing import Annotated, Any

import typer
from attrs import frozen
from kb_registry import (
    Component,
    Drawing,
    Entry,
    Initializer,
    InvalidParameterError,
    KerasBlocksError,
    Parameter,
    Reference,
    Registry,
    UnknownNameError,
    closest,
    describe,
    installed_registry,
    parse,
    structure,
    to_text,
)
from kb_registry.absence import absent
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from kb.commands.list import complete_kind, find_kind, kinds_by_word
from kb.console import out, print_json

Shape = tuple[int, ...]
DENSE: Shape = (300, 100)
"""Inputs and units of a layer that initializers are drawn for where no shape is given."""


@frozen
class Found:
    """A component under one of its names.

    Attributes:
        kind: The base class of its kind.
        entry: Where it is registered.
        component: Its class.
        given: The component with the arguments that were written behind the name, if any were.
    """

    kind: type[Component]
    entry: Entry
    component: type[Component]
    given: Component | None = None

    def shown(self) -> Component | None:
        """What is given, or else the component's own example; None if it has none."""
        return self.given or self.component.example()

    def drawing(self, shape: Shape | None) -> Drawing | None:
        """What is shown as curves; None if it has none.

        Args:
            shape: Of the weights that an initializer is drawn for.
        """
        shown = self.shown()
        if isinstance(shown, Initializer) and shape is not None:
            return shown.drawing(shape)
        return None if shown is None else shown.drawing()

    def title(self, shape: Shape | None, registry: Registry) -> str:
        """What is drawn, as a reference that reads back."""
        shown = self.shown()
        text = self.entry.name if shown is None else to_text(shown, registry)
        if shape is None or not isinstance(shown, Initializer):
            return text
        return f"{text}, {' x '.join(map(str, shape))} weights"


def complete_name(incomplete: str) -> list[str]:
    """The components that begin so, for the shell."""
    registry = installed_registry()
    names = {name for kind in registry.kinds() for name in registry.names(kind)}
    return sorted(name for name in names if name.startswith(incomplete))


def show(
    reference: Annotated[
        str,
        typer.Argument(
            help="A component: its name, or its name and arguments.", autocompletion=complete_name
        ),
    ],
    kind: Annotated[
        str | None,
        typer.Option(
            help="Its kind, where several kinds have the name.", autocompletion=complete_kind
        ),
    ] = None,
    shape: Annotated[
        str | None, typer.Option(help="Weights to draw an initializer for, such as 300x100.")
    ] = None,
    plot: Annotated[
        Path | None, typer.Option(help="Write the drawing to this file, .png or .svg.")
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show a component: parameters, reference, origin and curve."""
    registry = installed_registry()
    found = find(reference, kind, registry)
    weights = _shape(shape, found)
    if plot is not None:
        _write(plot, found, weights, registry)
    if as_json:
        print_json([_facts(each, weights, registry) for each in found])
        return
    for each in found:
        out.print(_page(each, weights, registry))
    if plot is not None:
        out.print(f"Written to {plot}", soft_wrap=True)


def find(text: str, kind: str | None, registry: Registry) -> list[Found]:
    """The components of a name, one for each kind that has it.

    Args:
        text: A component's name, `distribution:name`, or either with arguments.
        kind: What people call the kind; None for all kinds.
        registry: Where to look.

    Raises:
        InvalidReferenceError: The text doesn't follow the grammar.
        UnknownNameError: No kind has the name.
        InvalidParameterError: The arguments suit none of the kinds that have the name.
    """
    kinds = registry.kinds() if kind is None else (find_kind(kind, registry),)
    reference = parse(text)
    having = [base for base in kinds if reference.name in registry.names(base)]
    if not having:
        raise _missing(reference, kind, registry)
    refusals, found = [], []
    for base in having:
        entry = registry.entry(base, reference.name, reference.distribution)
        component = registry.get(base, reference.name, entry.distribution)
        try:
            given = structure(base, reference, registry) if reference.arguments else None
        except InvalidParameterError as refusal:
            refusals.append(refusal)
        else:
            found.append(Found(base, entry, component, given))
    if not found:
        raise refusals[0]
    return found


def _missing(reference: Reference, kind: str | None, registry: Registry) -> KerasBlocksError:
    name = reference.name
    if kind is not None:
        return absent(find_kind(kind, registry), name, registry)
    if name in kinds_by_word(registry):
        return UnknownNameError(f"{name!r} is a kind of component.", hint=f"See kb list {name}.")
    names = {known for base in registry.kinds() for known in registry.names(base)}
    return UnknownNameError(f"There is no component {name!r}.", hint=closest(name, names))


def _shape(text: str | None, found: list[Found]) -> Shape | None:
    draw_weights = any(issubclass(each.component, Initializer) for each in found)
    if text is None:
        return DENSE if draw_weights else None
    if not draw_weights:
        raise KerasBlocksError(
            f"{found[0].entry.name} is no initializer.", hint="Leave --shape out."
        )
    if not re.fullmatch(r"[1-9][0-9]{0,8}(x[1-9][0-9]{0,8})*", text):
        raise KerasBlocksError(
            f"{text!r} is no shape.", hint="Write sizes with x between them: 300x100, 3x3x16x32."
        )
    return tuple(map(int, text.split("x")))


def _write(path: Path, found: list[Found], shape: Shape | None, registry: Registry) -> None:
    drawings = [(each, each.drawing(shape)) for each in found]
    drawn = [(each, drawing) for each, drawing in drawings if drawing and drawing.points()]
    name = found[0].entry.name
    if not drawn:
        required = [] if found[0].shown() else _required(found[0].component)
        raise KerasBlocksError(
            f"{name} has no curve to draw.",
            hint=f"Give it {' and '.join(required)}." if required else f"See kb show {name}.",
        )
    if len(drawn) > 1:
        kinds = [each.kind.kind.name for each, _ in drawn]
        raise KerasBlocksError(
            f"{name} is {' and '.join(kinds)}.", hint=f"Say which: --kind {kinds[0]}."
        )
    from kb.picture import write_picture

    ((each, drawing),) = drawn
    write_picture(drawing, each.title(shape, registry), path)


def _page(found: Found, shape: Shape | None, registry: Registry) -> RenderableType:
    origin = f"{found.kind.kind.name}, {found.entry.distribution} {found.entry.version}"
    parts: list[RenderableType] = [
        Text.assemble((found.entry.name, "bold"), f"  ({origin})"),
        *_description(found.component),
    ]
    drawing = found.drawing(shape)
    if drawing is not None:
        from kb.terminal_plot import terminal_plot

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
            *([] if given is None else [_text(getattr(given, parameter.name), registry)]),
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


def _line_to_copy(found: Found, registry: Registry) -> str:
    shown = found.shown()
    if shown is not None:
        text = shlex.quote(to_text(shown, registry))
    else:
        missing = [f"{name}=..." for name in _required(found.component)]
        text = f"{found.entry.name}:{','.join(missing)}"
    option = found.kind.kind.option
    if option:
        return f"kb build --{option} {text}"
    return f"{text}, as a parameter of another component"


def _required(component: type[Component]) -> list[str]:
    return [parameter.name for parameter in component.parameters().values() if parameter.required]


def _facts(found: Found, shape: Shape | None, registry: Registry) -> dict[str, Any]:
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
                "value": found.given and _text(getattr(found.given, parameter.name), registry),
                "required": parameter.required,
                "default": None if parameter.required else _text(parameter.default, registry),
                "accepts": describe(parameter.hint),
                "help": parameter.help,
            }
            for parameter in found.component.parameters().values()
        ],
        "drawing": _points(found, shape, registry),
    }


def _points(found: Found, shape: Shape | None, registry: Registry) -> dict[str, Any] | None:
    drawing = found.drawing(shape)
    if drawing is None:
        return None
    return {
        "title": found.title(shape, registry),
        "x_label": drawing.x_label,
        "y_label": drawing.y_label,
        "curves": drawing.points(),
    }
