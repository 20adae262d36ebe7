"""Compare the levels of a field."""

from collections.abc import Mapping, Sequence

import numpy as np
from attrs import evolve
from kb_registry import closest

from kb_engine.comparison import _notes
from kb_engine.comparison._differences import Runs, Tested
from kb_engine.comparison._errors import ComparisonError
from kb_engine.comparison._fields import (
    COSTS,
    below,
    check_names,
    independent,
    labels,
    lower_is_better,
    metrics,
    recipe_fields,
)
from kb_engine.comparison._pairing import all_rows, by_key
from kb_engine.comparison._results import Comparison, Level, Selection
from kb_engine.comparison._scored import TEST, ScoredRun, score_of, scored
from kb_engine.runs.store import StoredRun


def compare(  # noqa: PLR0913 - every one has a name
    runs: Sequence[StoredRun],
    by: str | Sequence[str],
    metric: str = "test_accuracy",
    *,
    baseline: str | None = None,
    margin: float = 0.0,
    lower: bool | None = None,
) -> Comparison:
    """Say which level of a field is better, how sure that is, and what it takes to be surer.

    Args:
        runs: Of one dataset; in any state.
        by: A field such as `act` or `opt.learning_rate`, or several, whose combinations are
            compared.
        metric: Such as `test_accuracy`, `val_loss` or `seconds`.
        baseline: The level that the others are compared with; the best, if left out.
        margin: Differences up to it don't matter.
        lower: Whether a lower figure is better; its name decides, if left out: losses, errors and
            costs are better if lower, anything else if higher.

    Returns:
        The levels, best first, with their differences.

    Raises:
        ComparisonError: There is no such field, metric or level, no run has a score, or the runs
            are of several datasets.
    """
    by = (by,) if isinstance(by, str) else tuple(by)
    fields = recipe_fields(runs)
    _check(runs, by, metric, fields, margin)
    parts = list(zip(*(labels(field, runs, fields) for field in by), strict=True))
    named = [" ".join(each) for each in parts]
    of_name = dict(zip(named, parts, strict=True))
    usable = scored(runs, named, metric)
    if not usable:
        raise ComparisonError(
            f"None of the {len(runs):,} runs has a {metric}.",
            hint="List the runs: they say what became of them.",
        )
    own = {name for field in by for name in (field, *below(field, fields))}
    others = [
        name for name in independent(fields, [each.run for each in usable]) if name not in own
    ]
    bound = _notes.confounded(usable, others)
    paired = tuple(name for name in others if name not in bound)
    lower = lower_is_better(metric) if lower is None else lower
    kept = _best_first(
        {name: by_key(_of(usable, name), paired) for name in dict.fromkeys(named)}, lower
    )
    _check_baseline(baseline, kept, named)
    tested = Tested.all_pairs(kept)
    reference = baseline or tested.names[0]
    differences, comparisons = tested.beside(
        reference, named=baseline is not None, margin=margin, lower=lower
    )
    counted = {each.run.folder for each in usable}
    without: dict[str, list[StoredRun]] = {name: [] for name in dict.fromkeys(named)}
    for run, name in zip(runs, named, strict=True):
        if run.folder not in counted:
            without[name].append(run)
    levels = [
        evolve(
            _level(of_name[name], kept[name], without[name]),
            group=group,
            difference=differences.get(name),
        )
        for name, group in zip(kept, tested.groups(), strict=True)
    ]
    levels += [
        _level(of_name[name], {}, lost) for name, lost in without.items() if name not in kept
    ]
    return Comparison(
        by=by,
        metric=metric,
        lower=lower,
        margin=margin,
        reference=reference,
        named=baseline is not None,
        levels=tuple(levels),
        comparisons=comparisons,
        paired=paired,
        selection=None if baseline else _selection(kept, metric, lower),
        notes=(
            *_notes.notes(runs, usable, kept, bound, by),
            *_notes.notes_of_results(levels, differences, reference, test=metric.startswith(TEST)),
            *_notes.unscored_notes(levels, metric),
        ),
    )


def _check(
    runs: Sequence[StoredRun],
    by: Sequence[str],
    metric: str,
    fields: Sequence[str],
    margin: float,
) -> None:
    if not runs:
        raise ComparisonError(
            "There are no runs to compare.", hint="Loosen the conditions, or train some."
        )
    if not margin >= 0 or not np.isfinite(margin):
        raise ComparisonError(f"The margin is {margin}.", hint="It must be 0 or more.")
    if len(set(by)) < len(by) or not by:
        raise ComparisonError("Name each field once.", hint="Such as act, or act and init.")
    check_names(by, fields, "field")
    check_names([metric], metrics(runs), "figure")
    _notes.refuse_several_datasets(runs, by)


def _check_baseline(baseline: str | None, kept: Mapping[str, Runs], named: Sequence[str]) -> None:
    if baseline is None or baseline in kept:
        return
    if baseline in named:
        raise ComparisonError(
            f"No run of {baseline} has a score, so nothing can be compared with it.",
            hint=f"Use another: {', '.join(kept)}.",
        )
    raise ComparisonError(
        f"There is no level {baseline!r}.",
        hint=closest(baseline, list(kept)) or f"There are {', '.join(kept)}.",
    )


def _of(usable: Sequence[ScoredRun], name: str) -> list[ScoredRun]:
    return [each for each in usable if each.level == name]


def _best_first(levels: Mapping[str, Runs], lower: bool) -> dict[str, Runs]:  # noqa: FBT001
    having = {name: runs for name, runs in levels.items() if runs}
    means = {name: float(np.mean(all_rows(runs).values)) for name, runs in having.items()}
    return {name: having[name] for name in sorted(means, key=means.__getitem__, reverse=not lower)}


def _level(parts: tuple[str, ...], kept: Runs, without: Sequence[StoredRun]) -> Level:
    rows = all_rows(kept) if kept else None
    several = rows is not None and len(rows.values) > 1
    return Level(
        name=" ".join(parts),
        parts=parts,
        runs=tuple(kept.values()),
        unscored=tuple(without),
        found=rows.estimate() if rows else None,
        spread=float(np.std(rows.values, ddof=1)) if rows and several else float("nan"),
        rows=tuple(map(float, rows.values)) if rows else (),
        figures={figure: value for figure in COSTS if (value := _figure(kept, figure)) is not None},
    )


def _figure(kept: Runs, figure: str) -> float | None:
    values = [score_of(each.run, figure) for each in kept.values()]
    known = [value for value in values if value is not None]
    return float(np.mean(known)) if known else None


def _selection(
    kept: Mapping[str, Runs],
    metric: str,
    lower: bool,  # noqa: FBT001
) -> Selection | None:
    """Which level validation would choose; None if the metric isn't of the test samples."""
    if not metric.startswith(TEST) or len(kept) < 2:  # noqa: PLR2004 - nothing is chosen of one
        return None
    validation = f"val_{metric.removeprefix(TEST)}"
    means = {name: _figure(runs, validation) for name, runs in kept.items()}
    known = {name: mean for name, mean in means.items() if mean is not None}
    if len(known) < len(kept) or _all_equal(kept):
        return None
    choose = min if lower else max
    chosen = choose(known, key=known.__getitem__)
    return Selection(
        next(iter(kept)), validation, chosen, float(np.mean(all_rows(kept[chosen]).values))
    )


def _all_equal(kept: Mapping[str, Runs]) -> bool:
    return len({each.score for runs in kept.values() for each in runs.values()}) == 1
