"""Gathering what a verdict needs."""

from functools import partial
from typing import Any

import keras
from attrs import frozen

from kb_engine.diagnosis.probing._baseline import constant_loss
from kb_engine.diagnosis.probing._batches import Pool
from kb_engine.diagnosis.probing._copies import compile_like, fresh_copy, redraw
from kb_engine.diagnosis.probing._judgement import Evidence
from kb_engine.diagnosis.probing._learning import SETTLED, WELL, falls, learns, same_course, settled
from kb_engine.diagnosis.probing._passes import growth, look, still
from kb_engine.diagnosis.probing._steps import Stepper, Trial

BATCH = 32
"""Samples per step, where none is planned: Keras' own default."""

STEPS, MOST = 100, 300
"""Steps that are tried at once, and the most of them where these leave it open."""

LONGEST = 1_500
"""Steps that are tried of a longer training as long as the loss still falls from far off."""

STRIDE = 50
"""Further steps after which it is asked again whether more are needed."""

TRIALS = 3
"""Seeds from whose weights steps are taken."""


@frozen
class Plan:
    """How a network is to be trained.

    Attributes:
        epochs: Passes over the samples; None if unknown.
        batch_size: Samples per step.
    """

    epochs: int | None = None
    batch_size: int = BATCH

    def steps(self, samples: int) -> int | None:
        """The number of steps; None if the number of epochs isn't known."""
        return None if self.epochs is None else self.epochs * -(-samples // self.batch_size)


def gather(model: keras.Model, x: Any, y: Any, plan: Plan, seeds: int) -> Evidence:
    """Look at a copy's fresh weights, and take steps from some of them.

    Args:
        model: A compiled model, which stays as it is.
        x: Samples.
        y: Targets.
        plan: How it is to be trained.
        seeds: How many times weights are drawn.

    Raises:
        CopyError: The model can't be copied.
    """
    pool = Pool.draw(x, y)
    copy = copied(model, pool)
    passes = look(copy, pool, range(seeds))
    baseline = constant_loss(copy, pool.y, width(copy))
    planned = plan.steps(len(keras.tree.flatten(x)[0]))
    trials: list[Trial] = []
    if all(each.finite for each in passes):
        trials = take_steps(
            copy, pool, plan, min(TRIALS, seeds), baseline, planned, still=all(map(still, passes))
        )
    return Evidence(
        passes, trials, baseline, planned, growth(passes, "std"), growth(passes, "gradient")
    )


def copied(model: keras.Model, pool: Pool) -> keras.Model:
    """A compiled copy of a model.

    Raises:
        CopyError: The model can't be copied.
    """
    copy = fresh_copy(model, pool.first(1)[0])
    compile_like(copy, model)
    return copy


def take_steps(  # noqa: PLR0913, PLR0917 - all that steps depend on
    copy: keras.Model,
    pool: Pool,
    plan: Plan,
    trials: int,
    baseline: float | None,
    planned: int | None,
    *,
    even: bool = False,
    still: bool = False,
) -> list[Trial]:
    """Take steps from several draws of a copy's weights, and more where some leave it open.

    If the network learned from the first draw, the second isn't followed further, and isn't part of
    the result, once it stands where the first stood after as many steps; where the training is
    longer than what is tried, learning is enough. Where no weight can move, one draw tells.

    Args:
        copy: A compiled copy, whose weights are changed.
        pool: Samples.
        plan: How it is to be trained.
        trials: How many times weights are drawn.
        baseline: The loss of a constant prediction; None if that isn't known.
        planned: Steps that the training would take; None if unknown.
        even: Whether each draw gets as many steps as any other that isn't soon settled, so that
            networks can be compared by how far their loss falls.
        still: Whether no gradient of a hidden layer is large enough to move its weights.
    """
    stepper = Stepper(copy, pool, plan.batch_size)
    most = MOST if planned is None else min(planned, MOST)
    longest = most if even else min(planned or most, LONGEST)
    whole = planned is not None and planned <= most
    longer = planned is not None and not whole
    stride = MOST if even else STRIDE
    enough = WELL if even or whole else SETTLED
    first: Trial | None = None
    done: list[Trial] = []
    for seed in range(trials):
        agreed = {learns(trial, baseline, planned) for trial in done}
        if len(done) == 2 and (whole or len(agreed) == 1):  # noqa: PLR2004 - a third would change nothing
            break
        redraw(copy, seed)
        stepper.restart()
        trial = stepper.go(stepper.order(min(STEPS, most), seed), whole=whole and most <= STEPS)
        if first is None:
            first = trial
        elif stride < most and agreed == {True}:
            again = learns if longer else partial(same_course, first)
            if again(trial, baseline, planned):
                break
        hopeless = still and trial.alike
        further = stepper.order(max(0, longest - STEPS), seed + trials)
        while len(further) and trial.finite and not hopeless:
            if settled(trial, baseline, enough) and not (whole and stepper.runs):
                break
            if len(trial.losses) >= most and (learns(trial, baseline, planned) or not falls(trial)):
                break
            some, further = further[:stride], further[stride:]
            trial = stepper.go(some, after=trial, whole=whole and not len(further))
        done.append(trial)
        if hopeless:
            break
    return done


def width(model: keras.Model) -> int | None:
    """Units of a model's only output; None if it has several, or their shape isn't known."""
    tensors = getattr(model, "outputs", None) or []  # a subclassed model has no graph
    shape = list(tensors[0].shape) if len(tensors) == 1 else []
    return shape[-1] if len(shape) == 2 else None  # noqa: PLR2004 - (samples, units)
