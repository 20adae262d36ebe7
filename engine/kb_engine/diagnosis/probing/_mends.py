"""Finding a change with which a network learns, by trying it."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import keras
from attrs import evolve
from kb_observe.networks import describe
from kb_observe.rules import Change, Design, Fix

from kb_engine.diagnosis.probing._baseline import constant_loss
from kb_engine.diagnosis.probing._batches import Pool
from kb_engine.diagnosis.probing._copies import CopyError
from kb_engine.diagnosis.probing._evidence import Plan, take_steps, width
from kb_engine.diagnosis.probing._judgement import Evidence, Judgement, learns
from kb_engine.diagnosis.probing._rebuild import mended
from kb_engine.diagnosis.probing._report import Mend, Verdict

MOST = 8
"""Changes that are tried."""


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
    """Try changes until one makes the network learn from most of the seeds.

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
    planned = plan.steps(len(keras.tree.flatten(x)[0]))
    x, y = Pool.draw(x, y).arrays()
    without = min((trial.after for trial in seen.trials), default=float("inf"))
    usual = (
        [Fix(_joined(first), tuple(c for fix in first for c in fix.changes))]
        if len(first) > 1
        else []
    )
    suited = list(_suited(judgement.verdict, Design(describe(model))))
    tried = [
        fix
        for fix in (*first, *usual, *suited)
        if fix.changes and (allowed is None or allowed(fix))
    ]
    for fix in list(dict.fromkeys(tried))[:MOST]:
        after = _try(model, x, y, plan, planned, fix)
        if after is not None:
            return Mend(fix, after, without)
    return None


def _try(  # noqa: PLR0913, PLR0917 - all that a trial depends on
    model: keras.Model, x: Any, y: Any, plan: Plan, planned: int | None, fix: Fix
) -> float | None:
    """The loss after some steps with a change, if the network learns with it."""
    try:
        changed = mended(model, x, y, fix)
    except (CopyError, TypeError, ValueError):  # not a change for this network
        return None
    plan = evolve(plan, batch_size=changed.batch_size or plan.batch_size)
    pool = Pool.draw(changed.x, changed.y)
    baseline = constant_loss(changed.model, pool.y, width(changed.model))
    try:
        trials = take_steps(changed.model, pool, plan, 2, baseline, planned)
    except (TypeError, ValueError):  # targets that don't fit a changed loss
        return None
    if all(learns(trial, baseline, planned) for trial in trials):
        return trials[0].after
    return None


def _joined(fixes: Sequence[Fix]) -> str:
    return " ".join(dict.fromkeys(fix.says for fix in fixes))


def _suited(verdict: Verdict, design: Design) -> Iterator[Fix]:
    """Changes that usually mend a verdict, the likeliest first."""
    hidden = tuple(s.path for s in design.hidden if s.layer.role in {"dense", "convolution"})
    optimizer = design.optimizer
    rate = None if optimizer is None else optimizer.learning_rate
    activations = {stage.activation for stage in design.hidden}
    relu = Change("activation", "relu", hidden), Change("initializer", "he_normal", hidden)
    selu = Change("activation", "selu", hidden), Change("initializer", "lecun_normal", hidden)
    suited = "lecun_normal" if "selu" in activations else "he_normal"
    every = [
        Fix(f"Take {suited}.", (Change("initializer", suited, hidden),)),
        Fix("Take selu with lecun_normal.", selu),
        Fix("Take relu with he_normal.", relu),
        Fix("Put batch_norm behind each layer.", (Change("normalization", "batch_norm", hidden),)),
        Fix("Standardize the inputs.", (Change("inputs", "standardize"),)),
    ]
    shorter, longer = (0.1, 0.01, 0.001), (10.0, 100.0, 1000.0)
    factors = (*shorter, 10.0) if verdict == "diverging" else (*longer, 0.1)
    rates = [_rate(rate * factor) for factor in factors if rate]
    structural = [fix for fix in every if hidden or fix.changes[0].what == "inputs"]
    if verdict in {"diverging", "not learning"}:
        yield from (*rates[:3], structural[-1], *structural[:-1], *rates[3:])
    else:
        yield from (*structural, *rates)


def _rate(rate: float) -> Fix:
    rounded = float(f"{rate:.1g}")
    return Fix(f"Take a learning rate of {rounded:g}.", (Change("learning_rate", rounded),))
