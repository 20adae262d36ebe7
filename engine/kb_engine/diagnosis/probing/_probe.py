"""Probing a network before it is trained."""

from collections.abc import Callable, Sequence
from typing import Any

import keras
from kb_observe.rules import Fix
from kb_registry import KerasBlocksError

from kb_engine.diagnosis.probing._evidence import BATCH, Plan, gather
from kb_engine.diagnosis.probing._judgement import judge
from kb_engine.diagnosis.probing._mends import find_mend
from kb_engine.diagnosis.probing._passes import medians
from kb_engine.diagnosis.probing._report import ProbeReport

SEEDS = 3


class ProbeError(KerasBlocksError, ValueError):
    """A model that can't be probed."""


def probe(  # noqa: PLR0913 - what is planned is as much part of a network as its layers
    model: keras.Model,
    x: Any,
    y: Any,
    *,
    epochs: int | None = None,
    batch_size: int | None = None,
    seeds: int = SEEDS,
    fixes: Sequence[Fix] = (),
    allowed: Callable[[Fix], bool] | None = None,
    mending: bool = True,
) -> ProbeReport:
    """Look at a network's fresh weights and try a few steps.

    All of it happens to copies, with weights and an optimizer of their own: nothing about the
    model is changed, and no generator of random numbers is moved on.

    Args:
        model: A compiled model: functional, sequential, or subclassed with a configuration.
        x: Samples, in the structure that the model takes.
        y: Targets, in the structure that the loss takes.
        epochs: Passes over the samples that are planned.
        batch_size: Samples per step that are planned; 32, if left out.
        seeds: How many times weights are drawn.
        fixes: Changes to try first where the network isn't healthy.
        allowed: Says of a change whether it may be suggested; all may, if left out.
        mending: Whether to look for a change that helps.

    Raises:
        ProbeError: The model isn't compiled, or there are no samples or no targets.
        CopyError: The model can't be copied.
    """
    _check(model, x, y)
    samples = len(keras.tree.flatten(x)[0])
    plan = Plan(epochs, min(batch_size or BATCH, samples))
    seen = gather(model, x, y, plan, max(1, seeds))
    judgement = judge(seen)
    found = None
    if judgement.verdict != "healthy" and mending:
        found = find_mend(model, x, y, plan, judgement, seen, fixes, allowed)
    rate = getattr(model.optimizer, "learning_rate", None)
    return ProbeReport(
        judgement.verdict,
        judgement.begins_at,
        judgement.because,
        found,
        medians(seen.passes),
        activations=seen.activations,
        gradients=seen.gradients,
        losses=tuple(map(float, seen.trials[0].losses)) if seen.trials else (),
        baseline=seen.baseline,
        seeds=max(1, seeds),
        learning_rate=None if rate is None else float(rate),
    )


def _check(model: keras.Model, x: Any, y: Any) -> None:
    if not model.compiled or getattr(model, "optimizer", None) is None:
        raise ProbeError(
            "The model isn't compiled, so there is no loss to probe.",
            hint="Call model.compile(optimizer, loss) first.",
        )
    if y is None:
        raise ProbeError("There are no targets.", hint="Give samples and targets.")
    if not keras.tree.flatten(x) or not len(keras.tree.flatten(x)[0]):
        raise ProbeError("There are no samples.", hint="Give at least one.")
