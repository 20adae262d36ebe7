"""Changes of a recipe that a run can't be resumed with, and why."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kb_engine.recipes._differences import Difference

if TYPE_CHECKING:
    from kb_engine.training import OtherStateError

_NOT_IN_THE_MODEL = {"opt", "callback", "metric", "loss", "epochs", "batch_size", "compile"}

_OF_THE_OPTIMIZER = {"opt", "precision"}


def refusal(change: Difference, done: int, *, held_out_known: bool) -> str:
    """Why a run can't be resumed with a change of its recipe; empty if it can, as far as is known.

    Args:
        change: What was changed, `recipe` first.
        done: How many epochs are done.
        held_out_known: Whether it is known which samples were held out.
    """
    field = change.parts[1]
    if field == "seed":
        return "the seed decided the first weights, the noise and which samples are held out"
    if field == "epochs" and isinstance(change.now, int) and change.now < done:
        return f"{done} epochs are done already"
    if field == "data" and not held_out_known:
        return "it isn't known which samples were held out until now"
    if field == "opt" and _is_exchange(change) and "learning_rate" not in change.parts:
        return "an optimizer can't continue with what another one remembers"
    return ""


def refused_variables(
    error: "OtherStateError", changes: Sequence[Difference]
) -> tuple[list[Difference], str]:
    """The changes that explain a state that doesn't fit, and the reason in words."""
    of_the_model = "model" in error.groups  # what is wrong with its optimizer follows from that
    if of_the_model:
        blamed = [change for change in changes if change.parts[1] not in _NOT_IN_THE_MODEL]
    else:
        blamed = [change for change in changes if change.parts[1] in _OF_THE_OPTIMIZER]
    lacking, surplus, reshaped = (
        [role for role in roles if role.startswith("model/") == of_the_model]
        for roles in (error.lacking, error.surplus, sorted(error.reshaped))
    )
    reasons = []
    if lacking:
        reasons.append(f"the checkpoint lacks {_in_words(lacking)}")
    if surplus:
        reasons.append(f"the checkpoint also holds {_in_words(surplus)}")
    if reshaped and not reasons:
        first, *more = reshaped
        others = f", and {len(more)} more differ" if more else ""
        reasons = [f"{first.split('/')[-2]} {error.reshaped[first]}{others}"]
    return blamed or list(changes), " and ".join(reasons)


def _is_exchange(change: Difference) -> bool:
    """Whether a component was exchanged for another."""
    return any(isinstance(value, dict) and "name" in value for value in (change.before, change.now))


def _in_words(roles: Sequence[str]) -> str:
    """Variables by name and number: `optimizer/0_momentum/0` and its like are `momentum (4)`."""
    names = Counter(re.sub(r"^\d+_", "", role.split("/")[-2]) for role in roles)
    return ", ".join(f"{name} ({count})" for name, count in names.items())
