"""Probing a network before it is trained."""

import re
from collections.abc import Callable, Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from kb_observe.layers import named_layers, own_weights
from kb_observe.networks import has_own_train_step
from kb_observe.rules import Fix
from kb_registry import KerasBlocksError

from kb_engine.diagnosis._samples import as_arrays
from kb_engine.diagnosis.probing._batches import Pool
from kb_engine.diagnosis.probing._evidence import BATCH, Plan, gather
from kb_engine.diagnosis.probing._judgement import Evidence, Judgement, judge
from kb_engine.diagnosis.probing._learning import LEARNED
from kb_engine.diagnosis.probing._mends import find_mend
from kb_engine.diagnosis.probing._passes import SAMPLES, look_once, medians
from kb_engine.diagnosis.probing._report import ProbeReport

SEEDS = 3

SAID = 300
"""Characters of a message of Keras that are passed on: some list all labels of a batch."""

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
"""What Keras colours its messages with."""


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
        ProbeError: The model isn't compiled or can't take the samples, or there are no samples or
            no targets.
        SamplesError: Samples and targets differ in number, or aren't arrays.
        CopyError: The model can't be copied.
    """
    x, y = as_arrays(x, y)
    _check(model, x, y)
    samples = len(keras.tree.flatten(x)[0])
    plan = Plan(epochs, min(batch_size or BATCH, samples))
    try:
        seen = gather(model, x, y, plan, max(1, seeds))
    except (ValueError, TypeError, tf.errors.OpError) as error:
        raise _refused(error) from error
    judgement = judge(seen)
    if judgement.verdict != "healthy":
        pool = Pool.draw(x, y)
        judgement = _fine_tuned(model, pool, seen) or judgement
        broken = _broken(pool) if judgement.verdict != "healthy" else None
        if broken is not None:  # which no change to the network mends
            judgement, mending = Judgement("non-finite", None, broken), False
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


def _fine_tuned(model: keras.Model, pool: Pool, seen: Evidence) -> Judgement | None:
    """Health of a network that was trained before and only continues; else None."""
    if not _moved(model):
        return None
    loss = look_once(model, *pool.first(SAMPLES)).loss
    if seen.baseline is None or not loss < LEARNED * seen.baseline:
        return None
    told = f"from fresh weights it learns nothing, but with those it has its loss is {loss:.4g}"
    return Judgement("healthy", None, f"{told}; a constant prediction has {seen.baseline:.4g}.")


def _moved(model: keras.Model) -> bool:
    """Whether biases are away from the zeros that they started from."""
    return any(
        role in {"bias", "beta"}
        and isinstance(getattr(layer, f"{role}_initializer", None), keras.initializers.Zeros)
        and bool(np.any(keras.ops.convert_to_numpy(weight)))
        for _, layer in named_layers(model)
        if layer.trainable
        for role, weight in own_weights(layer)
    )


def _broken(pool: Pool) -> str | None:
    """What isn't finite in samples or targets, or None."""
    for name, values in zip(("inputs", "targets"), pool.arrays(), strict=True):
        for part in keras.tree.flatten(values):
            share = 1 - np.mean(np.isfinite(part)) if part.dtype.kind == "f" else 0
            if share:
                told = f"{share:.2%} of the values of the {name} are NaN or infinite"
                return f"{told}: fill them, or leave those samples out."
    return None


def _refused(error: Exception) -> KerasBlocksError:
    """What to say of a model that can't be called with the samples."""
    if isinstance(error, KerasBlocksError):
        return error
    said = [line.strip() for line in _COLOURS.sub("", str(error)).splitlines() if line.strip()]
    cause = next((line for line in said if not line.startswith("Exception encountered")), "")
    cause = cause if len(cause) <= SAID else f"{cause[:SAID]}..."
    return ProbeError(
        f"The model doesn't train on these samples and targets: {cause}",
        hint="Try model.train_on_batch(x[:2], y[:2]) first.",
    )


def _check(model: keras.Model, x: Any, y: Any) -> None:
    if not model.compiled or getattr(model, "optimizer", None) is None:
        raise ProbeError(
            "The model isn't compiled, so there is no loss to probe.",
            hint="Call model.compile(optimizer, loss) first.",
        )
    judged = type(model).compute_loss is not keras.Model.compute_loss or bool(model.losses)
    if has_own_train_step(model) and not judged and getattr(model, "loss", None) is None:
        raise ProbeError(
            "The model has a train_step of its own and no loss, so its progress can't be compared.",
            hint="Compile it with a loss, or watch its training with kb.Watch().",
        )
    if y is None:
        raise ProbeError("There are no targets.", hint="Give samples and targets.")
    if not keras.tree.flatten(x) or not len(keras.tree.flatten(x)[0]):
        raise ProbeError("There are no samples.", hint="Give at least one.")
