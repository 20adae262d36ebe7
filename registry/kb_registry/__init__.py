"""Typed components, discovered through entry points and named in text."""

from annotated_types import Ge, Gt, Interval, Le, Len, Lt, MaxLen, MinLen

from kb_registry.blocks import Blocks, derive_seed, seeded
from kb_registry.coercion import describe
from kb_registry.component import Component, Parameter, param
from kb_registry.data import DataSpec, Split, Splits, Task
from kb_registry.discovery import Entry
from kb_registry.errors import (
    AmbiguousNameError,
    BrokenPluginError,
    DataError,
    InvalidComponentError,
    InvalidParameterError,
    InvalidReferenceError,
    KerasBlocksError,
    UnknownNameError,
    closest,
)
from kb_registry.kind import Kind
from kb_registry.kinds import (
    Activation,
    Architecture,
    Block,
    Callback,
    Constraint,
    Dataset,
    Dropout,
    Initializer,
    LayerBlock,
    Loss,
    Metric,
    Normalization,
    Optimizer,
    Regularizer,
    RunContext,
    Schedule,
)
from kb_registry.registry import Registry, installed_registry
from kb_registry.structure import structure, to_table, to_text
from kb_registry.syntax import Reference, parse

__all__ = [
    "Activation",
    "AmbiguousNameError",
    "Architecture",
    "Block",
    "Blocks",
    "BrokenPluginError",
    "Callback",
    "Component",
    "Constraint",
    "DataError",
    "DataSpec",
    "Dataset",
    "Dropout",
    "Entry",
    "Ge",
    "Gt",
    "Initializer",
    "Interval",
    "InvalidComponentError",
    "InvalidParameterError",
    "InvalidReferenceError",
    "KerasBlocksError",
    "Kind",
    "LayerBlock",
    "Le",
    "Len",
    "Loss",
    "Lt",
    "MaxLen",
    "Metric",
    "MinLen",
    "Normalization",
    "Optimizer",
    "Parameter",
    "Reference",
    "Registry",
    "Regularizer",
    "RunContext",
    "Schedule",
    "Split",
    "Splits",
    "Task",
    "UnknownNameError",
    "closest",
    "derive_seed",
    "describe",
    "installed_registry",
    "param",
    "parse",
    "seeded",
    "structure",
    "to_table",
    "to_text",
]
