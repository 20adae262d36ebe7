"""`kb schema`: JSON Schema for editors and programs."""

from typing import Annotated

import typer
from kb_engine import recipe_schema
from kb_registry import installed_registry
from kb_registry.schema import component_schema, kind_schema

from kb.names.found import complete_name, find
from kb.names.kinds import complete_kind, find_kind
from kb.render.console import print_json


def schema(
    what: Annotated[
        str,
        typer.Argument(
            help="recipe, sweep, a kind such as activation, or a component's name.",
            autocompletion=complete_name,
        ),
    ] = "recipe",
    kind: Annotated[
        str | None,
        typer.Option(
            help="Its kind, if several kinds have the name.",
            autocompletion=complete_kind,
        ),
    ] = None,
) -> None:
    """Print the JSON Schema of a recipe, a sweep, a kind or a component."""
    registry = installed_registry()
    if what == "recipe":
        print_json(recipe_schema(registry))
    elif what == "sweep":
        from kb_engine.sweeps import sweep_schema

        print_json(sweep_schema(registry))
    elif kind is None and what in {base.kind.name for base in registry.kinds()}:
        print_json(kind_schema(find_kind(what, registry), registry))
    else:
        print_json(component_schema(find(what, kind, registry)[0].component, registry))
