"""Looking for faults in a recipe before it is trained."""

from collections.abc import Collection

from kb_engine.diagnosis import CheckReport, check_built
from kb_engine.recipes._recipe import Recipe
from kb_engine.sessions._preparation import prepare


def check_recipe(
    recipe: Recipe, *, select: Collection[str] = (), ignore: Collection[str] = ()
) -> CheckReport:
    """Build a recipe's model, load its data, and put the installed rules to them.

    Args:
        recipe: What to check.
        select: Codes, or beginnings of codes, of the only rules to take.
        ignore: The same of rules to leave out.

    Raises:
        AmbiguousNameError: Two rules have one code.
        UnknownNameError: No rule has a code that was selected or ignored.
        KerasBlocksError: The recipe can't be built, or its data can't be found.
    """
    prepared = prepare(recipe, "one")
    return check_built(recipe, prepared.model, prepared.data, select=select, ignore=ignore)
