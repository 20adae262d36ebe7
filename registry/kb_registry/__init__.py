"""Typed components, discovered through entry points and named in text."""

from annotated_types import Ge, Gt, Interval, Le, Len, Lt, MaxLen, MinLen

from kb_registry.blocks import Blocks, derive_seed, seeded
from kb_registry.component import Component, Parameter, param
from kb_registry.data import DataSpec, Split, Splits, Task
from kb_registry.deprecation import DeprecatedNameWarning
from kb_registry.discovery import Entry
from kb_registry.errors import (
    AmbiguousNameError,
    BrokenPluginError,
    DataError,
    InvalidComponentError,
    InvalidParameterError,
    InvalidReferenceError,
    InvalidSettingsError,
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
from kb_registry.problems import Problem, notice
from kb_registry.registry import Registry, installed_registry
from kb_registry.settings import Settings, read_settings
from kb_registry.structure import structure
from kb_registry.syntax import Reference, parse
from kb_registry.vetting import PLUGIN_API
from kb_registry.wording import describe
from kb_registry.writing import to_table, to_text

__all__ = [
    "PLUGIN_API",
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
    "DeprecatedNameWarning",
    "Dropout",
    "Entry",
    "Ge",
    "Gt",
    "Initializer",
    "Interval",
    "InvalidComponentError",
    "InvalidParameterError",
    "InvalidReferenceError",
    "InvalidSettingsError",
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
    "Problem",
    "Reference",
    "Registry",
    "Regularizer",
    "RunContext",
    "Schedule",
    "Settings",
    "Split",
    "Splits",
    "Task",
    "UnknownNameError",
    "closest",
    "derive_seed",
    "describe",
    "installed_registry",
    "notice",
    "param",
    "parse",
    "read_settings",
    "seeded",
    "structure",
    "to_table",
    "to_text",
]
