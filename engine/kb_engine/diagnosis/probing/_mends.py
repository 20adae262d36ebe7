"""Finding a change with which a network learns, by trying it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import keras
import numpy as np
from attrs import evolve, frozen
from kb_observe.rules import Change, Fix

from kb_engine.diagnosis.probing._baseline import constant_loss
from kb_engine.diagnosis.probing._batches import Pool
from kb_engine.diagnosis.probing._copies import CopyError
from kb_engine.diagnosis.probing._evidence import Plan, take_steps, width
from kb_engine.diagnosis.probing._judgement import Evidence, Judgement, first_failed
from kb_engine.diagnosis.probing._learning import WELL, learns, too_young
from kb_engine.diagnosis.probing._rebuild import mended
from kb_engine.diagnosis.probing._report import Mend
from kb_engine.diagnosis.probing._usual import alike, together, usual

MOST = 8
"""Changes that are tried one by one."""

OLD = 600
"""Steps after which running statistics have forgotten their start, with Keras' momentum."""

CLEARLY = 0.8
"""What several changes must leave of the loss that the best single one leaves."""


@frozen
class _Tried:
    """A change with which the network learned.

    Attributes:
        fix: The change.
        after: The loss after some steps.
        left: What that is of a constant prediction's loss, or of the first loss.
    """

    fix: Fix
    after: float
    left: float


def find_mend(  # noqa: PLR0913, PLR0917 - all that the trials depend on
    model: keras.Model,
    x: Any,
    y: Any,
    plan: Plan,
    judgement: Judgement,
    seen: Evidence,
    first: Sequence[Fix],
    allowed: Callable[[Fix], bool] | None,
) -> Mend | None:
    """Try changes until one makes the network learn well from most of the seeds.

    If none does, all are made together, and those that it learns without are left out again.

    Args:
        model: A compiled model, which stays as it is.
        x: Samples.
        y: Targets.
        plan: How it is to be trained.
        judgement: What is wrong.
        seen: What the network did without a change.
        first: Changes to try before those that suit the verdict.
        allowed: Says of a change whether it may be suggested.
    """
    samples = len(keras.tree.flatten(x)[0])
    x, y = Pool.draw(x, y).arrays()
    failed = first_failed(seen)

    def attempt(fix: Fix) -> _Tried | None:
        return _try(model, x, y, plan, samples, fix)

    def permitted(fixes: Iterable[Fix]) -> list[Fix]:
        return alike(each for each in fixes if each.changes and (allowed is None or allowed(each)))

    found = permitted(first)
    joined = [together(found)] if len(found) > 1 else []
    suited = permitted([*_longer(seen, plan, samples), *usual(model, y, judgement.verdict)])
    best = _best_of(attempt, [*found, *joined, *suited][:MOST])
    if best is None or best.left >= WELL:
        best = _several(attempt, [*found, *sorted(suited, key=_strength)], best)
    if best is None:
        return None
    return Mend(best.fix, best.after, float("nan") if failed is None else failed.after)


def _strength(fix: Fix) -> int:
    """Another optimizer first: it brings a rate of its own."""
    return 0 if any(change.what == "optimizer" for change in fix.changes) else 1


def _longer(seen: Evidence, plan: Plan, samples: int) -> Iterator[Fix]:
    """More epochs, for running statistics that are too young."""
    if any(too_young(trial, seen.baseline) for trial in seen.trials):
        epochs = -(-OLD // -(-samples // plan.batch_size))
        yield Fix(f"Use {epochs} epochs.", (Change("epochs", epochs),))


def _best_of(attempt: Callable[[Fix], _Tried | None], fixes: Iterable[Fix]) -> _Tried | None:
    """The first change with which the network learns well, or else the best."""
    best: _Tried | None = None
    for fix in dict.fromkeys(fixes):
        tried = attempt(fix)
        if tried is not None and (best is None or tried.left < best.left):
            best = tried
        if best is not None and best.left < WELL:
            break
    return best


def _several(
    attempt: Callable[[Fix], _Tried | None], fixes: Sequence[Fix], best: _Tried | None
) -> _Tried | None:
    """All changes together, without those that aren't needed; `best`, if that isn't better."""
    parts = list(fixes)
    whole = attempt(together(parts)) if parts else None
    if whole is None or (best is not None and whole.left > CLEARLY * best.left):
        return best
    bar = max(WELL, whole.left / CLEARLY)
    for part in reversed(fixes):
        fewer = [each for each in parts if each is not part]
        tried = attempt(together(fewer)) if fewer else None
        if tried is not None and tried.left <= bar:
            parts, whole = fewer, tried
    return whole


def _try(  # noqa: PLR0913, PLR0917 - all that a trial depends on
    model: keras.Model, x: Any, y: Any, plan: Plan, samples: int, fix: Fix
) -> _Tried | None:
    """What some steps with a change lead to, if the network learns with it."""
    try:
        changed = mended(model, x, y, fix)
    except (CopyError, TypeError, ValueError):  # not a change for this network
        return None
    plan = evolve(
        plan,
        batch_size=changed.batch_size or plan.batch_size,
        epochs=changed.epochs or plan.epochs,
    )
    planned = plan.steps(samples)
    pool = Pool.draw(changed.x, changed.y)
    baseline = constant_loss(changed.model, pool.y, width(changed.model))
    try:
        trials = take_steps(changed.model, pool, plan, 2, baseline, planned, even=True)
    except (TypeError, ValueError):  # targets that don't fit a changed loss
        return None
    if not all(learns(trial, baseline, planned) for trial in trials):
        return None
    bars = [trial.before if baseline is None else baseline for trial in trials]
    left = float(np.mean([trial.after / bar for trial, bar in zip(trials, bars, strict=True)]))
    return _Tried(fix, trials[0].after, left)
