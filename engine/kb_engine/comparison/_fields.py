"""Which facts of a run are its recipe's, and how a level is named."""

import re
from collections.abc import Iterable, Mapping, Sequence

from kb_registry import closest

from kb_engine.comparison._errors import ComparisonError
from kb_engine.runs.store import Fact, StoredRun

Facts = Mapping[str, Fact]

COSTS = ("seconds", "megabytes", "parameters")
"""What a run costs."""

_FIGURES = frozenset({*COSTS, "epochs_done"})
_OUTCOME = {*_FIGURES, "run", "sweep", "status", "begun", "cause", "tags", "seed"}
_SCORES = ("train_", "val_", "test_")
_LOWER = re.compile(
    "(loss|error|crossentropy|divergence|distance|perplexity|hinge|poisson|cosh|mse|mae|mape|msle"
    "|rmse|false_negatives|false_positives)(/.*)?$"
)

LACKING = "-"
"""The level of runs whose recipe has no such field."""


def recipe_fields(runs: Iterable[StoredRun]) -> list[str]:
    """Every field of a recipe that some run has, but for the seed."""
    known = dict.fromkeys(name for run in runs for name in run.facts)
    return [name for name in known if name not in _OUTCOME and not name.startswith(_SCORES)]


def metrics(runs: Iterable[StoredRun]) -> list[str]:
    """Every figure that some run has."""
    known = dict.fromkeys(name for run in runs for name in run.facts)
    return [name for name in known if name.startswith(_SCORES) or name in _FIGURES]


def lower_is_better(metric: str) -> bool:
    """Whether the smaller of two figures is the better one, going by the metric's name."""
    return metric in _FIGURES or bool(_LOWER.search(metric))


def check_names(asked: Sequence[str], known: Sequence[str], what: str) -> None:
    """Refuse names that no run has.

    Raises:
        ComparisonError: There is one.
    """
    for name in asked:
        if name not in known:
            raise ComparisonError(
                f"No run has a {what} {name!r}.",
                hint=closest(name, known) or f"There are {', '.join(known)}.",
            )


def below(field: str, fields: Iterable[str]) -> list[str]:
    """The parameters of a field: of `act`, `act.negative_slope`."""
    return [name for name in fields if name.startswith(f"{field}.")]


def varying(fields: Iterable[str], runs: Sequence[StoredRun]) -> list[str]:
    """Fields that some of the runs that have them differ in."""
    return [name for name in fields if len({fact_text(run.facts.get(name)) for run in runs}) > 1]


def independent(fields: Iterable[str], runs: Sequence[StoredRun]) -> list[str]:
    """Fields that vary, without parameters that another component has instead."""
    varied = varying(fields, runs)
    return [name for name in varied if not _follows(name.rpartition(".")[0], name, varied, runs)]


def _follows(owner: str, name: str, varied: Sequence[str], runs: Sequence[StoredRun]) -> bool:
    if owner not in varied:
        return False
    values: dict[str, set[str]] = {}
    for run in runs:
        values.setdefault(fact_text(run.facts.get(owner)), set()).add(
            fact_text(run.facts.get(name))
        )
    return all(len(each) == 1 for each in values.values())


def key_of(facts: Facts, fields: Iterable[str]) -> tuple[str, ...]:
    """What must be equal for two runs to be a pair."""
    return tuple(fact_text(facts.get(name)) for name in fields)


def labels(field: str, runs: Sequence[StoredRun], fields: Sequence[str]) -> list[str]:
    """The level of each run: the component's name, with the parameters in which its runs differ."""
    named: dict[str, list[StoredRun]] = {}
    for run in runs:
        named.setdefault(fact_text(run.facts.get(field)), []).append(run)
    parameters = {name: varying(below(field, fields), alike) for name, alike in named.items()}
    return [_label(field, run, parameters[fact_text(run.facts.get(field))]) for run in runs]


def _label(field: str, run: StoredRun, parameters: Sequence[str]) -> str:
    name = fact_text(run.facts.get(field))
    if not parameters:
        return name
    inner = (
        f"{each.removeprefix(f'{field}.')}={fact_text(run.facts.get(each))}" for each in parameters
    )
    return f"{name}({', '.join(inner)})"


def fact_text(fact: Fact) -> str:
    """What a run chose in a field, as tables name it; `-` if it has no such field."""
    match fact:
        case None:
            return LACKING
        case list():
            return ",".join(fact) or "none"
        case bool():
            return str(fact).lower()
        case float():
            return f"{fact:g}"
        case _:
            return str(fact)
