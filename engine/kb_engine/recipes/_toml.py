"""Recipes as TOML files."""

import tomllib
from pathlib import Path
from typing import Any

import tomli_w
from kb_registry import write_text

from kb_engine._format import stamped, unstamped
from kb_engine.recipes._recipe import Recipe, RecipeError


def read_choices(path: Path) -> dict[str, Any]:
    """Read what a recipe file chooses, to be completed by `Recipe.from_choices`.

    Raises:
        RecipeError: The file is missing or isn't TOML.
        FormatError: A later version of this project wrote it.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))  # Windows' editors sign
    except OSError as error:
        raise RecipeError(f"Can't read the recipe {path}: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RecipeError(
            f"{path} isn't a TOML file: {error}.",
            hint='A recipe holds lines such as act = "prelu".',
        ) from None
    return unstamped(content, path)


def write_recipe(recipe: Recipe, path: Path) -> None:
    """Write a recipe with every parameter spelt out, so that it outlives today's defaults."""
    write_text(path, recipe_text(recipe))


def recipe_text(recipe: Recipe) -> str:
    """A recipe as TOML, with every parameter spelt out."""
    return tomli_w.dumps(stamped(recipe.to_choices()))
