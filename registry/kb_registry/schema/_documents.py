"""JSON Schema (2020-12) of components, so that editors complete and check recipes.

A kind is written as text or as a table. Of a table the schema says all that reading it
checks. Of text it says which names there are; what stands behind a name has a grammar of its
own, and is checked when it is read.
"""

from collections.abc import Iterable, Iterator

from kb_registry.components._component import Component
from kb_registry.components._parameter import Parameter
from kb_registry.installed._discovery import Entry
from kb_registry.installed._registry import Registry
from kb_registry.references._writing import plain
from kb_registry.schema._values import Schema, kind_reference, kinds_in, value_schema

DIALECT = "https://json-schema.org/draft/2020-12/schema"


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
    return kind_reference(kind.kind.name)


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
    schema = {"description": parameter.help, **value_schema(parameter.accepts)}
    return (
        schema if parameter.required else schema | {"default": plain(parameter.default, registry)}
    )


def _spellings(kind: type[Component], entry: Entry, registry: Registry) -> list[str]:
    """How a table may name a component: by each of its names, with its distribution or without."""
    names = [entry.name, *registry.aliases(kind, entry)]
    own = [name for name in names if registry.owner(kind, name) == entry.distribution]
    return own + [f"{entry.distribution}:{name}" for name in names]


def _kinds_in(component: type[Component]) -> list[type[Component]]:
    return [kind for each in component.parameters().values() for kind in kinds_in(each.accepts)]
