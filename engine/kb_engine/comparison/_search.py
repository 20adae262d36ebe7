"""What a search found, and what it would have found with fewer trials."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen
from kb_registry import MissingPackageError

from kb_engine.comparison._errors import ComparisonError
from kb_engine.comparison._fields import check_names, independent, recipe_fields, varying
from kb_engine.comparison._results import Level
from kb_engine.comparison._scored import score_of
from kb_engine.runs.store import Fact, StoredRun

if TYPE_CHECKING:
    from optuna.distributions import BaseDistribution


def best_of(scores: Iterable[float], *, lower: bool) -> list[float]:
    """The expected best of 1, 2, ... trials, each drawn from all that were made.

    Dodge et al. 2019, Show Your Work, doi:10.18653/v1/D19-1224, equation 5.
    """
    ordered = np.sort(np.asarray(list(scores), np.float64))
    if lower:
        ordered = ordered[::-1]
    count = len(ordered)
    share = np.arange(count + 1) / count
    return [float(np.diff(share**trials) @ ordered) for trials in range(1, count + 1)]


@frozen
class Trial:
    """A combination of fields.

    Attributes:
        choices: The fields in which trials differ, without parameters that follow from another.
        scores: The metric of each seed.
    """

    choices: Mapping[str, Fact]
    scores: tuple[float, ...]

    @property
    def mean(self) -> float:
        """Over its seeds."""
        return float(np.mean(self.scores))


def trials(runs: Iterable[StoredRun], metric: str) -> list[Trial]:
    """Every combination of fields that has the metric."""
    runs = list(runs)
    fields = varying(recipe_fields(runs), runs)
    told = independent(fields, runs)
    scores: dict[tuple[str, ...], list[float]] = {}
    choices: dict[tuple[str, ...], Mapping[str, Fact]] = {}
    for run in runs:
        score = score_of(run, metric)
        if run.status == "trained" and score is not None:
            key = tuple(str(run.facts.get(name)) for name in fields)
            scores.setdefault(key, []).append(score)
            choices.setdefault(key, {name: run.facts.get(name) for name in told})
    return [Trial(choices[key], tuple(each)) for key, each in scores.items()]


def pareto(levels: Iterable[Level], cost: str, *, lower: bool) -> list[str]:
    """The levels that no other beats in the score without costing more, cheapest first.

    Args:
        levels: Any; those without scores are left out.
        cost: One of their figures, such as `seconds`.
        lower: Whether a lower score is better.

    Raises:
        ComparisonError: No level has such a cost.
    """
    levels = list(levels)
    costs = list(dict.fromkeys(name for each in levels for name in each.figures))
    check_names([cost], costs, "cost")
    sign = -1 if lower else 1
    known = sorted(
        (each.figures[cost], -sign * each.found.mean, each.name)
        for each in levels
        if each.found and cost in each.figures
    )
    front: list[str] = []
    best = np.inf
    for _, score, name in known:
        if score < best:
            front.append(name)
            best = score
    return front


def importance(runs: Sequence[StoredRun], metric: str) -> Mapping[str, float]:
    """The share of the metric's variance that each field explains, largest first.

    Functional ANOVA over a random forest (Hutter et al. 2014), as Optuna computes it.

    Raises:
        MissingPackageError: Optuna isn't installed.
        ComparisonError: There are too few trials or fields.
    """
    try:
        import optuna
    except ModuleNotFoundError:
        raise MissingPackageError(
            "The importance of fields", "optuna", install="keras-blocks-engine[optuna]"
        ) from None
    trained = [run for run in runs if run.status == "trained"]
    usable = [run for run in trained if score_of(run, metric) is not None]
    fields = independent(recipe_fields(usable), usable)
    if len(usable) < 4 or len(fields) < 2:  # noqa: PLR2004 - a forest of less says nothing
        raise ComparisonError(
            f"{len(usable)} runs that differ in {len(fields)} fields don't say which matters.",
            hint="Sweep over two fields or more.",
        )
    ranges = {name: _distribution([run.facts.get(name) for run in usable]) for name in fields}
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study()
    for run in usable:
        values = {name: _value(run.facts.get(name), ranges[name]) for name in fields}
        study.add_trial(
            optuna.trial.create_trial(
                params=values, distributions=ranges, value=score_of(run, metric)
            )
        )
    evaluator = optuna.importance.FanovaImportanceEvaluator(seed=0)
    return optuna.importance.get_param_importances(study, evaluator=evaluator)


def _distribution(facts: Sequence[Fact]) -> "BaseDistribution":
    from optuna.distributions import CategoricalDistribution, FloatDistribution

    numbers = [float(fact) for fact in facts if isinstance(fact, int | float)]
    if len(numbers) == len(facts):
        low, high = min(numbers), max(numbers)
        return FloatDistribution(low, high, log=low > 0 and high > 10 * low)
    return CategoricalDistribution(sorted({str(fact) for fact in facts}))


def _value(fact: Fact, distribution: object) -> object:
    return str(fact) if hasattr(distribution, "choices") else fact
