"""The recipe of a run, with the packages that it was made from."""

from kb_registry import Registry, UnknownNameError

from kb_engine.recipes._recipe import Recipe
from kb_engine.recipes._toml import read_choices
from kb_engine.runs._environment import no_longer_installed
from kb_engine.runs._paths import RunPaths
from kb_engine.runs._records import read_records


def stored_recipe(paths: RunPaths, registry: Registry | None = None) -> Recipe:
    """Read a run's recipe.

    Raises:
        UnknownNameError: A component isn't installed; the hint names the packages that were when
            the run was trained and aren't now.
        RecipeError: The recipe can't be read.
        KerasBlocksError: A parameter or a value is wrong.
    """
    choices = read_choices(paths.recipe)
    try:
        return Recipe.from_choices(choices, registry)
    except UnknownNameError as error:
        gone: dict[str, str] = {}
        for record in read_records(paths.environment):
            gone |= no_longer_installed(record)
        if not gone:
            raise
        packages = " ".join(f"{name}=={version}" for name, version in gone.items())
        raise UnknownNameError(
            error.message,
            hint="The run was made with packages that aren't installed now:\n"
            f"    pip install {packages}",
        ) from None
