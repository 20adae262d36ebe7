"""What a parameter accepts in a table, as JSON Schema."""

from types import NoneType
from typing import Any, assert_never

from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen

from kb_registry.components._annotations import (
    Annotation,
    Bounded,
    Choice,
    ListOf,
    Members,
    OneOf,
    Row,
    Scalar,
)
from kb_registry.components._coercion import LARGEST_INTEGER

LARGEST_FLOAT = 1.7976931348623157e308

Schema = dict[str, Any]

_SCALARS: dict[object, Schema] = {
    bool: {"type": "boolean"},
    int: {"type": "integer", "minimum": -LARGEST_INTEGER - 1, "maximum": LARGEST_INTEGER},
    float: {"type": "number", "minimum": -LARGEST_FLOAT, "maximum": LARGEST_FLOAT},
    str: {"type": "string"},
    NoneType: {"enum": [None, "none"]},
}


def value_schema(annotation: Annotation) -> Schema:
    """What an annotation accepts in a table; kinds are referred to."""
    match annotation:
        case Scalar(plain):
            schema = dict(_SCALARS[plain])
        case Choice(choices):
            schema = {"enum": list(choices)}
        case Members(base):
            schema = {"$ref": kind_reference(base.kind.name)}
        case ListOf(item):
            schema = {"type": "array", "items": value_schema(item)}
        case Row(items):
            limits = {"items": False, "minItems": len(items), "maxItems": len(items)}
            schema = {"type": "array", "prefixItems": list(map(value_schema, items)), **limits}
        case OneOf(members):
            schema = {"anyOf": list(map(value_schema, members))}
        case Bounded():
            schema = _bounded(annotation)
        case _:
            assert_never(annotation)
    return schema


def kind_reference(kind: str) -> str:
    """Where a document describes a kind, as `$ref` says it."""
    return f"#/$defs/{kind}"


def kinds_in(annotation: Annotation) -> list[type[Any]]:
    """The base classes of the kinds that an annotation names."""
    match annotation:
        case Members(base):
            return [base]
        case Bounded(inner) | ListOf(inner):
            return kinds_in(inner)
        case OneOf(inside) | Row(inside):
            return [base for each in inside for base in kinds_in(each)]
        case _:
            return []


def _bounded(annotation: Bounded) -> Schema:
    inner, bounds = annotation
    if isinstance(inner, OneOf):
        return {"anyOf": [_bounded(Bounded(member, bounds)) for member in inner.members]}
    schema = value_schema(inner)
    items = "Items" if schema["type"] == "array" else "Length"
    for bound in bounds:
        match bound:
            case Ge(limit):
                schema["minimum"] = limit
            case Gt(limit):
                schema["exclusiveMinimum"] = limit
            case Le(limit):
                schema["maximum"] = limit
            case Lt(limit):
                schema["exclusiveMaximum"] = limit
            case MinLen(length):
                schema[f"min{items}"] = length
            case MaxLen(length):
                schema[f"max{items}"] = length
    return schema
