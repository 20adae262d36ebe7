"""Recipe to model to run: assemble, train and record networks from named blocks."""

from kb_engine._errors import FailedRunError, LogdirError, ResumeError
from kb_engine.recipes._recipe import Recipe, RecipeError, Training, recipe_kinds
from kb_engine.recipes._schema import recipe_schema
from kb_engine.recipes._toml import read_choices, write_recipe
from kb_engine.runs._result import Result
from kb_engine.runs._run import Run
from kb_engine.sessions._build import BuiltRun, build, build_run
from kb_engine.sessions._train import TrainedRun, resume, train

__all__ = [
    "BuiltRun",
    "FailedRunError",
    "LogdirError",
    "Recipe",
    "RecipeError",
    "Result",
    "ResumeError",
    "Run",
    "TrainedRun",
    "Training",
    "build",
    "build_run",
    "read_choices",
    "recipe_kinds",
    "recipe_schema",
    "resume",
    "train",
    "write_recipe",
]
