"""Making the changes that findings suggest, in a recipe."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from kb_observe.rules import Change, Fix
from kb_registry import Dropout, KerasBlocksError, Optimizer

if TYPE_CHECKING:
    from kb_engine.recipes._recipe import Recipe

_FIELDS = {
    "activation": "act",
    "initializer": "init",
    "normalization": "norm",
    "regularizer": "reg",
    "constraint": "constraint",
    "loss": "loss",
    "metrics": "metric",
    "optimizer": "opt",
    "epochs": "epochs",
    "batch_size": "batch_size",
}
"""The field of a recipe for what a change is made to."""

_OF_OPTIMIZER = frozenset({"learning_rate", "weight_decay", "epsilon"})


def can_mend(fix: Fix, heads: Collection[str]) -> bool:
    """Whether a recipe can make all changes of a fix.

    A recipe chooses for all hidden layers alike, and its architecture makes the output.

    Args:
        fix: What a finding suggests.
        heads: Paths of the layers that predict.
    """
    fields = {*_FIELDS, *_OF_OPTIMIZER, "dropout"}
    return all(
        change.what in fields and not (change.layers and set(change.layers) <= set(heads))
        for change in fix.changes
    ) and bool(fix.changes)


def mend_recipe(recipe: "Recipe", fixes: Iterable[Fix]) -> "Recipe":
    """Make the changes of fixes; the first that changes a field wins.

    Args:
        recipe: What to change.
        fixes: Those that `can_mend` allows.

    Raises:
        KerasBlocksError: A suggested component isn't installed, or lacks a parameter.
    """
    changes: dict[str, Any] = {}
    optimizer = recipe.get(Optimizer)
    rates: dict[str, Any] = {}
    for change in (change for fix in fixes for change in fix.changes):
        if change.what in _OF_OPTIMIZER:
            rates.setdefault(change.what, change.value)
        else:
            for field, value in _field(recipe, change):
                changes.setdefault(field, value)
    if rates and optimizer is not None and "opt" not in changes:
        changes["opt"] = optimizer.replace(**rates)
    from kb_engine.recipes._recipe import Recipe

    choices: Mapping[str, Any] = {**recipe.to_choices(), **changes}
    return Recipe.from_choices(choices, recipe.registry)


def _field(recipe: "Recipe", change: Change) -> Iterator[tuple[str, Any]]:
    value = "none" if change.value is None else change.value
    if change.what != "dropout":
        yield _FIELDS[change.what], value
        return
    present = recipe.get(Dropout)
    rate = getattr(present, "rate", None)
    if isinstance(value, str):
        whole = rate is None or value == "none" or ":" in value
        yield "drop", value if whole else f"{value}:{rate}"
    elif present is not None:
        try:
            yield "drop", present.replace(rate=value)
        except (KerasBlocksError, TypeError):  # a dropout without a rate
            return
