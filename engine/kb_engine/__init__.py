"""Recipe to model to run: assemble, train and record networks from named blocks."""

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
from kb_engine.runs._result import Result, finite
from kb_engine.runs._run import Run
from kb_engine.sessions._build import BuiltRun, build, build_run
from kb_engine.sessions._diagnose import check_recipe
from kb_engine.sessions._train import TrainedRun, resume, train

__all__ = [
    "BuiltRun",
    "Choice",
    "Compile",
    "Devices",
    "FailedRunError",
    "FormatError",
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
    "build",
    "build_run",
    "by_option",
    "check_recipe",
    "finite",
    "meant_elsewhere",
    "read_choices",
    "recipe_kinds",
    "recipe_schema",
    "recipe_text",
    "resume",
    "train",
    "write_recipe",
]
