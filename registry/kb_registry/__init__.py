"""Typed components, discovered through entry points and named in text.

A name's module is imported when the name is first asked for, so that listing what is installed
costs neither attrs nor the classes that are made with it.
"""

from typing import TYPE_CHECKING

from kb_registry._lazy_names import lazy_names

if TYPE_CHECKING:
    from annotated_types import Ge, Gt, Interval, Le, Len, Lt, MaxLen, MinLen

    from kb_registry._errors import (
        AmbiguousNameError,
        BrokenPluginError,
        DataError,
        DataWarning,
        ExportError,
        InvalidComponentError,
        InvalidParameterError,
        InvalidReferenceError,
        InvalidSettingsError,
        KerasBlocksError,
        MissingPackageError,
        UnknownNameError,
    )
    from kb_registry._files import NO_ROOM, UNFINISHED, write_atomically, write_json, write_text
    from kb_registry._suggestions import (
        CheckPlugins,
        ListComponents,
        OmitOption,
        ResumeRun,
        ResumeSweep,
        SetOption,
        SetParameter,
        ShowComponent,
        Suggestion,
        TrainAnew,
    )
    from kb_registry.components._coercion import MismatchError, coerce
    from kb_registry.components._component import Component
    from kb_registry.components._deprecation import DeprecatedNameWarning
    from kb_registry.components._drawing import (
        Curve,
        Drawing,
        draw_density,
        draw_function,
        draw_penalty,
        draw_schedule,
    )
    from kb_registry.components._kind import Kind
    from kb_registry.components._parameter import Parameter, param
    from kb_registry.components._synonyms import meant_parameters, nearest_parameter
    from kb_registry.components._wording import describe, known_words
    from kb_registry.grammar._listing import Range, parse_list, parse_range
    from kb_registry.grammar._nearest import closest
    from kb_registry.grammar._parsing import parse
    from kb_registry.grammar._quoting import value_text
    from kb_registry.grammar._tree import Reference, Word
    from kb_registry.grammar._words import OWN_FIELDS
    from kb_registry.installed._discovery import Entry
    from kb_registry.installed._distributions import normalize
    from kb_registry.installed._doctor import diagnose
    from kb_registry.installed._problems import Problem, broken_distributions, in_one_line
    from kb_registry.installed._registry import Registry, installed_registry
    from kb_registry.installed._settings import Settings, read_settings
    from kb_registry.installed._vetting import PLUGIN_API
    from kb_registry.references._structuring import structure
    from kb_registry.references._writing import to_table, to_text
    from kb_registry.vocabulary._architecture import Architecture
    from kb_registry.vocabulary._block_kinds import (
        Activation,
        Block,
        Constraint,
        Dropout,
        Initializer,
        LayerBlock,
        Loss,
        Metric,
        Normalization,
        Optimizer,
        Regularizer,
        Schedule,
        Wrapper,
    )
    from kb_registry.vocabulary._blocks import Blocks
    from kb_registry.vocabulary._callback import LAYERS_FOLDER, Callback, RunContext
    from kb_registry.vocabulary._data import Samples, Split, Splits
    from kb_registry.vocabulary._data_spec import DataSpec, Task
    from kb_registry.vocabulary._dataset import Dataset
    from kb_registry.vocabulary._executor import (
        Executor,
        Job,
        Report,
        Work,
        Workers,
        WorkEvent,
        freeze_imports,
        worker_environment,
    )
    from kb_registry.vocabulary._exporter import Exporter
    from kb_registry.vocabulary._preparation import NewData, Preparation, PreparedRows
    from kb_registry.vocabulary._raw_input import Embeddable, RawForm, RawInput, Rows
    from kb_registry.vocabulary._seeds import Seeded, derive_seed, seeded
    from kb_registry.vocabulary._traits import Trait

__all__ = [
    "LAYERS_FOLDER",
    "NO_ROOM",
    "OWN_FIELDS",
    "PLUGIN_API",
    "UNFINISHED",
    "Activation",
    "AmbiguousNameError",
    "Architecture",
    "Block",
    "Blocks",
    "BrokenPluginError",
    "Callback",
    "CheckPlugins",
    "Component",
    "Constraint",
    "Curve",
    "DataError",
    "DataSpec",
    "DataWarning",
    "Dataset",
    "DeprecatedNameWarning",
    "Drawing",
    "Dropout",
    "Embeddable",
    "Entry",
    "Executor",
    "ExportError",
    "Exporter",
    "Ge",
    "Gt",
    "Initializer",
    "Interval",
    "InvalidComponentError",
    "InvalidParameterError",
    "InvalidReferenceError",
    "InvalidSettingsError",
    "Job",
    "KerasBlocksError",
    "Kind",
    "LayerBlock",
    "Le",
    "Len",
    "ListComponents",
    "Loss",
    "Lt",
    "MaxLen",
    "Metric",
    "MinLen",
    "MismatchError",
    "MissingPackageError",
    "NewData",
    "Normalization",
    "OmitOption",
    "Optimizer",
    "Parameter",
    "Preparation",
    "PreparedRows",
    "Problem",
    "Range",
    "RawForm",
    "RawInput",
    "Reference",
    "Registry",
    "Regularizer",
    "Report",
    "ResumeRun",
    "ResumeSweep",
    "Rows",
    "RunContext",
    "Samples",
    "Schedule",
    "Seeded",
    "SetOption",
    "SetParameter",
    "Settings",
    "ShowComponent",
    "Split",
    "Splits",
    "Suggestion",
    "Task",
    "TrainAnew",
    "Trait",
    "UnknownNameError",
    "Word",
    "Work",
    "WorkEvent",
    "Workers",
    "Wrapper",
    "broken_distributions",
    "closest",
    "coerce",
    "derive_seed",
    "describe",
    "diagnose",
    "draw_density",
    "draw_function",
    "draw_penalty",
    "draw_schedule",
    "freeze_imports",
    "in_one_line",
    "installed_registry",
    "known_words",
    "lazy_names",
    "meant_parameters",
    "nearest_parameter",
    "normalize",
    "param",
    "parse",
    "parse_list",
    "parse_range",
    "read_settings",
    "seeded",
    "structure",
    "to_table",
    "to_text",
    "value_text",
    "worker_environment",
    "write_atomically",
    "write_json",
    "write_text",
]

if not TYPE_CHECKING:  # a checker that saw this would take every misspelt name for an object
    __getattr__, __dir__ = lazy_names(
        __name__,
        {
            "annotated_types": "Ge Gt Interval Le Len Lt MaxLen MinLen",
            "kb_registry._errors": (
                "AmbiguousNameError BrokenPluginError DataError DataWarning ExportError "
                "InvalidComponentError InvalidParameterError InvalidReferenceError "
                "InvalidSettingsError KerasBlocksError MissingPackageError UnknownNameError"
            ),
            "kb_registry._files": "NO_ROOM UNFINISHED write_atomically write_json write_text",
            "kb_registry._suggestions": (
                "CheckPlugins ListComponents OmitOption ResumeRun ResumeSweep SetOption "
                "SetParameter ShowComponent Suggestion TrainAnew"
            ),
            "kb_registry.grammar._listing": "Range parse_list parse_range",
            "kb_registry.grammar._nearest": "closest",
            "kb_registry.grammar._parsing": "parse",
            "kb_registry.grammar._quoting": "value_text",
            "kb_registry.grammar._tree": "Reference Word",
            "kb_registry.grammar._words": "OWN_FIELDS",
            "kb_registry.components._coercion": "MismatchError coerce",
            "kb_registry.components._component": "Component",
            "kb_registry.components._deprecation": "DeprecatedNameWarning",
            "kb_registry.components._drawing": (
                "Curve Drawing draw_density draw_function draw_penalty draw_schedule"
            ),
            "kb_registry.components._kind": "Kind",
            "kb_registry.components._parameter": "Parameter param",
            "kb_registry.components._synonyms": "meant_parameters nearest_parameter",
            "kb_registry.components._wording": "describe known_words",
            "kb_registry.installed._discovery": "Entry",
            "kb_registry.installed._distributions": "normalize",
            "kb_registry.installed._doctor": "diagnose",
            "kb_registry.installed._problems": "Problem broken_distributions in_one_line",
            "kb_registry.installed._registry": "Registry installed_registry",
            "kb_registry.vocabulary._preparation": "NewData Preparation PreparedRows",
            "kb_registry.installed._settings": "Settings read_settings",
            "kb_registry.installed._vetting": "PLUGIN_API",
            "kb_registry.references._structuring": "structure",
            "kb_registry.references._writing": "to_table to_text",
            "kb_registry.vocabulary._architecture": "Architecture",
            "kb_registry.vocabulary._block_kinds": (
                "Activation Block Constraint Dropout Initializer LayerBlock Loss Metric "
                "Normalization Optimizer Regularizer Schedule Wrapper"
            ),
            "kb_registry.vocabulary._blocks": "Blocks",
            "kb_registry.vocabulary._callback": "LAYERS_FOLDER Callback RunContext",
            "kb_registry.vocabulary._data": "Samples Split Splits",
            "kb_registry.vocabulary._data_spec": "DataSpec Task",
            "kb_registry.vocabulary._dataset": "Dataset",
            "kb_registry.vocabulary._traits": "Trait",
            "kb_registry.vocabulary._executor": (
                "Executor Job Report Work WorkEvent Workers freeze_imports worker_environment"
            ),
            "kb_registry.vocabulary._exporter": "Exporter",
            "kb_registry.vocabulary._raw_input": "Embeddable RawForm RawInput Rows",
            "kb_registry.vocabulary._seeds": "Seeded derive_seed seeded",
        },
    )
