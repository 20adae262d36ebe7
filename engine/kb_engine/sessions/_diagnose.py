"""Looking for faults in a recipe before it is trained."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from kb_engine.diagnosis import CheckReport, can_mend, check_built
from kb_engine.recipes._recipe import Recipe
from kb_engine.sessions._preparation import prepare

if TYPE_CHECKING:
    from kb_engine.diagnosis.probing import ProbeReport, RateRange


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


def probe_recipe(recipe: Recipe) -> "ProbeReport":
    """Build a recipe's model, load its data, and probe it.

    Changes that are tried are those that a recipe can make.

    Raises:
        KerasBlocksError: The recipe can't be built, or its data can't be found.
    """
    from kb_engine.diagnosis.probing import probe

    prepared = prepare(recipe, "one")
    report = check_built(recipe, prepared.model, prepared.data)
    found = [finding for finding in report.findings if finding.level != "hint"]
    train = prepared.data.train
    return probe(
        prepared.model,
        train.x,
        train.y,
        epochs=recipe.training.epochs,
        batch_size=recipe.training.batch_size,
        fixes=[each.fix for each in found if each.fix and can_mend(each.fix, report.heads)],
        allowed=lambda fix: can_mend(fix, report.heads),
    )


def rate_range_of(recipe: Recipe) -> "RateRange":
    """Build a recipe's model, load its data, and try learning rates.

    Raises:
        KerasBlocksError: The recipe can't be built, or its data can't be found.
    """
    from kb_engine.diagnosis.probing import rate_range

    prepared = prepare(recipe, "one")
    train = prepared.data.train
    return rate_range(prepared.model, train.x, train.y, batch_size=recipe.training.batch_size)
