"""JSON Schema (2020-12) of components, so that editors complete and check recipes.

A kind is written as text or as a table. Of a table the schema says all that reading it
checks. Of text it says which names there are; what stands behind a name has a grammar of its
own, and is checked when it is read.
"""

from collections.abc import Iterable, Iterator
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen

from kb_registry.components._annotations import is_kind, members
from kb_registry.components._bounds import bounds
from kb_registry.components._component import Component
from kb_registry.components._parameter import Parameter
from kb_registry.installed._discovery import Entry
from kb_registry.installed._registry import Registry
from kb_registry.references._coercion import LARGEST_INTEGER
from kb_registry.references._writing import plain

DIALECT = "https://json-schema.org/draft/2020-12/schema"
LARGEST_FLOAT = 1.7976931348623157e308

Schema = dict[str, Any]


def kind_schema(kind: type[Component], registry: Registry) -> Schema:
    """A document that describes every component of a kind.

    This imports all modules that define components of the kinds it has to describe.
    """
    return document({"$ref": reference(kind)}, [kind], registry)


def component_schema(component: type[Component], registry: Registry) -> Schema:
    """A document that describes a component as a table.

    Raises:
        UnknownNameError: The component's class isn't registered.
    """
    kind = registry.kind(component.kind.name)
    entry = registry.entry_of(component)
    return document(_table(kind, entry, component, registry), _kinds_in(component), registry)


def document(root: Schema, kinds: Iterable[type[Component]], registry: Registry) -> Schema:
    """A document with a root that refers to kinds, and the definitions of these kinds."""
    return {"$schema": DIALECT, **root, "$defs": definitions(kinds, registry)}


def definitions(kinds: Iterable[type[Component]], registry: Registry) -> dict[str, Schema]:
    """The definitions of kinds, and of all kinds that their components take, by kind."""
    found: dict[str, Schema] = {}
    waiting = list(kinds)
    while waiting:
        kind = waiting.pop()
        if kind.kind.name not in found:
            found[kind.kind.name] = _definition(kind, registry)
            members = [component for _, component in registry.components(kind)]
            waiting += [inner for member in members for inner in _kinds_in(member)]
    return dict(sorted(found.items()))


def reference(kind: type[Component]) -> str:
    """Where `definitions` describes a kind, as `$ref` says it."""
    return f"#/$defs/{kind.kind.name}"


def value_schema(hint: Any) -> Schema:
    """What an annotation accepts in a table; kinds are referred to."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _bounded(arguments[0], arguments[1:])
    if origin in (Union, UnionType):
        return {"anyOf": [value_schema(member) for member in arguments]}
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin is tuple and arguments[-1] is Ellipsis:
        return {"type": "array", "items": value_schema(arguments[0])}
    if origin is tuple:
        length = len(arguments)
        items = [value_schema(item) for item in arguments]
        limits = {"items": False, "minItems": length, "maxItems": length}
        return {"type": "array", "prefixItems": items, **limits}
    return {"$ref": reference(hint)} if is_kind(hint) else dict(_SCALARS[hint])


_SCALARS: dict[Any, Schema] = {
    bool: {"type": "boolean"},
    int: {"type": "integer", "minimum": -LARGEST_INTEGER - 1, "maximum": LARGEST_INTEGER},
    float: {"type": "number", "minimum": -LARGEST_FLOAT, "maximum": LARGEST_FLOAT},
    str: {"type": "string"},
    NoneType: {"enum": [None, "none"]},
}


def _bounded(hint: Any, metadata: tuple[Any, ...]) -> Schema:
    options = members(hint)
    if len(options) > 1:
        return {"anyOf": [_bounded(option, metadata) for option in options]}
    schema = value_schema(hint)
    items = "Items" if schema["type"] == "array" else "Length"
    for bound in bounds(metadata):
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


def _definition(kind: type[Component], registry: Registry) -> Schema:
    tables = [
        _table(kind, entry, component, registry) for entry, component in registry.components(kind)
    ]
    names = "|".join(registry.names(kind)) or "(?!)"
    space = r"[ \t\r\n]*"
    text = {
        "type": "string",
        "pattern": rf"^{space}([A-Za-z0-9._-]+{space}:{space})?({names}){space}([:(][\s\S]*)?$",
        "description": f"{kind.kind.name}: NAME, or NAME:PARAMETER=VALUE,... with arguments",
    }
    return {"description": kind.summary(), "anyOf": [text, *tables]}


def _table(
    kind: type[Component], entry: Entry, component: type[Component], registry: Registry
) -> Schema:
    properties: dict[str, Schema] = {"name": {"enum": _spellings(kind, entry, registry)}}
    required = ["name"]
    conditions: list[Schema] = []
    for parameter in component.parameters().values():
        properties[parameter.name] = _property(parameter, registry)
        for former in parameter.former_names:
            properties[former] = properties[parameter.name] | {"deprecated": True}
        if parameter.former_names:
            conditions += _one_of(parameter)
        elif parameter.required:
            required.append(parameter.name)
    schema = {
        "title": entry.name,
        "description": component.summary(),
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }
    return schema | ({"allOf": conditions} if conditions else {})


def _one_of(parameter: Parameter) -> Iterator[Schema]:
    """That a parameter is given under one of its names, or under none if it has a default."""
    ways: list[Schema] = [{"required": [n]} for n in (parameter.name, *parameter.former_names)]
    yield {"oneOf": ways if parameter.required else [*ways, {"not": {"anyOf": ways}}]}


def _property(parameter: Parameter, registry: Registry) -> Schema:
    schema = {"description": parameter.help, **value_schema(parameter.hint)}
    return (
        schema if parameter.required else schema | {"default": plain(parameter.default, registry)}
    )


def _spellings(kind: type[Component], entry: Entry, registry: Registry) -> list[str]:
    """How a table may name a component: by each of its names, with its distribution or without."""
    names = [entry.name, *registry.aliases(kind, entry)]
    own = [name for name in names if registry.owner(kind, name) == entry.distribution]
    return own + [f"{entry.distribution}:{name}" for name in names]


def _kinds_in(component: type[Component]) -> list[type[Component]]:
    hints = [parameter.hint for parameter in component.parameters().values()]
    found = []
    while hints:
        hint = hints.pop()
        if is_kind(hint):
            found.append(hint)
        hints += get_args(hint) if get_origin(hint) is not Literal else ()
    return found
