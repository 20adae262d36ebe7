"""JSON Schema (2020-12) of a recipe, so that editors complete and check recipe files."""

from typing import Any

from kb_registry import Component, Registry
from kb_registry.schema import document, reference, value_schema

from kb_engine._format import FIELD, FORMAT
from kb_engine.recipes._recipe import Training, recipe_kinds

Schema = dict[str, Any]

_NONE: Schema = {"enum": ["none", None]}


def recipe_schema(registry: Registry) -> Schema:
    """A document that describes every recipe that can be written with what is installed.

    This imports all modules that define components.
    """
    kinds = recipe_kinds(registry)
    properties: dict[str, Schema] = {}
    for kind in kinds:
        field = {"description": kind.summary(), **_choice(kind)}
        properties |= dict.fromkeys([kind.kind.option, kind.kind.name], field)
    for parameter in Training.parameters().values():
        properties[parameter.name] = {
            "description": parameter.help,
            "default": parameter.default,
            **value_schema(parameter.accepts),
        }
    properties[FIELD] = {
        "description": "version of the file's format; a file without one has the first",
        "type": "integer",
        "minimum": 0,
        "maximum": FORMAT,
    }
    twice = [
        {"not": {"required": [kind.kind.option, kind.kind.name]}}
        for kind in kinds
        if kind.kind.option != kind.kind.name
    ]
    root = {
        "title": "Recipe",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "allOf": twice,
    }
    return document(root, kinds, registry)


def _choice(kind: type[Component]) -> Schema:
    one: Schema = {"anyOf": [{"$ref": reference(kind)}, _NONE]}
    if not kind.kind.many:
        return one
    return {"anyOf": [*one["anyOf"], {"type": "array", "items": one}]}
