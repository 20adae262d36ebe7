"""JSON Schema (2020-12) of a sweep, so that editors complete and check its file."""

from typing import Any

from kb_registry import Registry
from kb_registry.schema import document, reference, value_schema

from kb_engine.recipes._recipe import Training, recipe_kinds
from kb_engine.sweeps._settings import Settings

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string", "description": "values with commas between, or a range"}


def sweep_schema(registry: Registry) -> Schema:
    """A document that describes every sweep that can be written with what is installed.

    Of a text it says that it is one: lists and ranges have a grammar of their own, which is
    checked when they are read. This imports all modules that define components.
    """
    kinds = recipe_kinds(registry)
    fields: dict[str, Schema] = {}
    for kind in kinds:
        values = {"description": kind.summary(), **_values({"$ref": reference(kind)})}
        fields |= dict.fromkeys([kind.kind.option, kind.kind.name], values)
    for parameter in Training.parameters().values():
        one = value_schema(parameter.accepts)
        fields[parameter.name] = {"description": parameter.help, **_values(one)}
    settings = {
        parameter.name: {
            "description": parameter.help,
            "default": parameter.default,
            **value_schema(parameter.accepts),
        }
        for parameter in Settings.parameters().values()
    }
    root = {
        "title": "Sweep",
        "type": "object",
        "properties": {
            **settings,
            "pair": {
                "description": "fields that move together",
                "type": "array",
                "items": {"type": "array", "items": {"enum": sorted(fields)}, "minItems": 2},
            },
            "fields": {"type": "object", "properties": fields, "additionalProperties": False},
        },
        "additionalProperties": False,
        "required": ["fields"],
    }
    return document(root, kinds, registry)


def _values(one: Schema) -> Schema:
    value = {"anyOf": [one, _TEXT]}
    return {"anyOf": [*value["anyOf"], {"type": "array", "items": value, "minItems": 1}]}
