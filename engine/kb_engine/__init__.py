"""Recipe to model to run: assemble, train and record networks from named blocks.

A name's module is imported when the name is first asked for: an error about an option
needs the recipe, and neither sessions nor the description of networks.
"""

from typing import TYPE_CHECKING

from kb_registry import lazy_names

if TYPE_CHECKING:
    from kb_engine._errors import (
        FailedRunError,
        FormatError,
        LogdirError,
        ModelFileError,
        ResumeError,
    )
    from kb_engine.models._devices import Devices
    from kb_engine.recipes._elsewhere import meant_elsewhere
    from kb_engine.recipes._recipe import (
        Choice,
        Compile,
        Precision,
        Recipe,
        RecipeError,
        Training,
        by_option,
        recipe_kinds,
    )
    from kb_engine.recipes._schema import recipe_schema
    from kb_engine.recipes._toml import read_choices, recipe_text, write_recipe
    from kb_engine.runs._layer_health import LayerHealth, read_layers
    from kb_engine.runs._result import Result, finite
    from kb_engine.runs._run import Run
    from kb_engine.sessions._build import BuiltRun, build, build_run
    from kb_engine.sessions._diagnose import check_recipe, probe_recipe, rate_range_of
    from kb_engine.sessions._explanation import Evidence, Explanation, explain_run
    from kb_engine.sessions._train import TrainedRun, resume, train
    from kb_engine.sessions._watching import Watching

__all__ = [
    "BuiltRun",
    "Choice",
    "Compile",
    "Devices",
    "Evidence",
    "Explanation",
    "FailedRunError",
    "FormatError",
    "LayerHealth",
    "LogdirError",
    "ModelFileError",
    "Precision",
    "Recipe",
    "RecipeError",
    "Result",
    "ResumeError",
    "Run",
    "TrainedRun",
    "Training",
    "Watching",
    "build",
    "build_run",
    "by_option",
    "check_recipe",
    "explain_run",
    "finite",
    "meant_elsewhere",
    "probe_recipe",
    "rate_range_of",
    "read_choices",
    "read_layers",
    "recipe_kinds",
    "recipe_schema",
    "recipe_text",
    "resume",
    "train",
    "write_recipe",
]

if not TYPE_CHECKING:  # a checker that saw this would take every misspelt name for an object
    __getattr__, __dir__ = lazy_names(
        __name__,
        {
            "kb_engine._errors": (
                "FailedRunError FormatError LogdirError ModelFileError ResumeError"
            ),
            "kb_engine.models._devices": "Devices",
            "kb_engine.recipes._elsewhere": "meant_elsewhere",
            "kb_engine.recipes._recipe": (
                "Choice Compile Precision Recipe RecipeError Training by_option recipe_kinds"
            ),
            "kb_engine.recipes._schema": "recipe_schema",
            "kb_engine.recipes._toml": "read_choices recipe_text write_recipe",
            "kb_engine.runs._layer_health": "LayerHealth read_layers",
            "kb_engine.runs._result": "Result finite",
            "kb_engine.runs._run": "Run",
            "kb_engine.sessions._build": "BuiltRun build build_run",
            "kb_engine.sessions._diagnose": "check_recipe probe_recipe rate_range_of",
            "kb_engine.sessions._explanation": "Evidence Explanation explain_run",
            "kb_engine.sessions._train": "TrainedRun resume train",
            "kb_engine.sessions._watching": "Watching",
        },
    )
