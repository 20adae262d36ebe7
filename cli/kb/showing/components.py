"""A component on a screen, in a picture and as facts."""

import inspect
import re
from pathlib import Path
from typing import Any

from kb_registry import (
    Initializer,
    KerasBlocksError,
    Registry,
    SetOption,
    ShowComponent,
    describe,
    installed_registry,
)

from kb.names.found import Found, Shape, written
from kb.render.component_page import component_page
from kb.render.console import out, print_json

DENSE: Shape = (300, 100)
"""Inputs and units of a layer that initializers are drawn for where no shape is given."""


def show_components(
    found: list[Found], shape: str | None, plot: Path | None, *, as_json: bool
) -> None:
    """Print all about the components of one name.

    Args:
        found: One for each kind that has the name.
        shape: Of weights to draw an initializer for, as it was typed.
        plot: A file for the drawing.
        as_json: Print facts.

    Raises:
        KerasBlocksError: The shape can't be read, or there is nothing to draw.
    """
    registry = installed_registry()
    weights = _shape(shape, found)
    if plot is not None:
        _write(plot, found, weights, registry)
    if as_json:
        print_json([_facts(each, weights, registry) for each in found])
        return
    for each in found:
        out.print(component_page(each, weights, registry))
    if plot is not None:
        out.print(f"Written to {plot}", soft_wrap=True)


def _shape(text: str | None, found: list[Found]) -> Shape | None:
    draw_weights = any(issubclass(each.component, Initializer) for each in found)
    if text is None:
        return DENSE if draw_weights else None
    if not draw_weights:
        raise KerasBlocksError(
            f"{found[0].entry.name} isn't an initializer.", hint="Leave --shape out."
        )
    if not re.fullmatch(r"[1-9][0-9]{0,8}(x[1-9][0-9]{0,8})*", text):
        raise KerasBlocksError(
            f"{text!r} isn't a shape.", hint="Write sizes with x between them: 300x100, 3x3x16x32."
        )
    return tuple(map(int, text.split("x")))


def _write(path: Path, found: list[Found], shape: Shape | None, registry: Registry) -> None:
    drawings = [(each, each.drawing(shape)) for each in found]
    drawn = [(each, drawing) for each, drawing in drawings if drawing and drawing.points()]
    name = found[0].entry.name
    if not drawn:
        required = [] if found[0].shown() else found[0].required()
        raise KerasBlocksError(
            f"{name} has no curve to draw.",
            hint=f"Give it {' and '.join(required)}." if required else "",
            suggestions=[] if required else [ShowComponent(name)],
        )
    if len(drawn) > 1:
        kinds = [each.kind.kind.name for each, _ in drawn]
        raise KerasBlocksError(
            f"{name} is {' and '.join(kinds)}.",
            suggestions=[SetOption("kind", kinds[0], purpose="Say which")],
        )
    from kb.render.picture import write_picture

    ((each, drawing),) = drawn
    write_picture(drawing, each.title(shape, registry), path)


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
                "value": found.given and written(getattr(found.given, parameter.name), registry),
                "required": parameter.required,
                "default": None if parameter.required else written(parameter.default, registry),
                "accepts": describe(parameter.accepts),
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
