"""Where a recipe stands."""

from pathlib import Path

from kb_engine.recipes._recipe import Recipe
from kb_engine.recipes._toml import read_choices
from kb_engine.runs._paths import RunPaths


def recipe_at(path: Path) -> Recipe:
    """The recipe of a run's folder, or in a file.

    Raises:
        KerasBlocksError: There is none, or it can't be read.
    """
    return Recipe.from_choices(read_choices(RunPaths(path).recipe if path.is_dir() else path))
