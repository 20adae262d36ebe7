"""JSON Schema (2020-12) of components, so that editors complete and check recipes."""

from kb_registry.schema._documents import (
    component_schema,
    definitions,
    document,
    kind_schema,
    reference,
)
from kb_registry.schema._values import Schema, value_schema

__all__ = [
    "Schema",
    "component_schema",
    "definitions",
    "document",
    "kind_schema",
    "reference",
    "value_schema",
]
