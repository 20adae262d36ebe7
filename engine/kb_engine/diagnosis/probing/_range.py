"""The learning rates that a network can be trained with.

Smith 2017, Cyclical Learning Rates for Training Neural Networks, arXiv:1506.01186.
"""

from typing import Any

import keras
import numpy as np
from attrs import asdict, frozen

from kb_engine.diagnosis.probing._batches import Pool
from kb_engine.diagnosis.probing._evidence import BATCH, copied
from kb_engine.diagnosis.probing._steps import Stepper

LOWEST, HIGHEST = 1e-6, 10.0
POINTS, EACH = 43, 4
"""Rates that are tried, six to a decade, and steps with each."""

SMOOTH = 3
"""Neighbouring rates whose losses are averaged."""

MARGIN = 3.0
"""How far below the steepest rise the highest useful rate stays."""


@frozen
class RateRange:
    """The loss against the learning rate.

    Attributes:
        rates: The rates that were tried, growing.
        losses: The mean loss of the steps with each; infinite from where it broke.
        low: The lowest rate at which the loss falls noticeably; None if it never does.
        high: The highest that is safe; None likewise.
    """

    rates: tuple[float, ...]
    losses: tuple[float, ...]
    low: float | None
    high: float | None

    def to_dict(self) -> dict[str, Any]:
        """The range as plain values, for JSON; an infinite loss becomes None."""
        losses = [loss if np.isfinite(loss) else None for loss in self.losses]
        return {**asdict(self), "losses": losses}


def rate_range(model: keras.Model, x: Any, y: Any, *, batch_size: int | None = None) -> RateRange:
    """Train a copy with a rate that grows from step to step.

    Args:
        model: A compiled model, which stays as it is.
        x: Samples.
        y: Targets.
        batch_size: Samples per step; 32, if left out.

    Raises:
        CopyError: The model can't be copied.
    """
    pool = Pool.draw(x, y)
    copy = copied(model, pool)
    optimizer: Any = copy.optimizer
    optimizer.learning_rate = LOWEST
    stepper = Stepper(copy, pool, batch_size or BATCH)
    rates = np.geomspace(LOWEST, HIGHEST, POINTS)
    losses = np.full(POINTS, np.inf)
    for place, rate in enumerate(rates):
        optimizer.learning_rate = float(rate)
        found = stepper.steps(stepper.order(EACH, place))
        losses[place] = float(np.mean(found))
        if not np.isfinite(losses[place]):
            losses[place:] = np.inf
            break
    low, high = _useful(rates, losses)
    return RateRange(tuple(map(float, rates)), tuple(map(float, losses)), low, high)


def _useful(
    rates: "np.ndarray[Any, Any]", losses: "np.ndarray[Any, Any]"
) -> tuple[float | None, float | None]:
    known = np.isfinite(losses)
    smooth = np.convolve(
        np.pad(losses[known], SMOOTH // 2, mode="edge"), np.ones(SMOOTH) / SMOOTH, mode="valid"
    )
    if len(smooth) < SMOOTH:
        return None, None
    start, lowest = float(np.mean(smooth[:SMOOTH])), int(np.argmin(smooth))
    fall = start - smooth[lowest]
    if fall <= 0.02 * abs(start):
        return None, None
    before = np.flatnonzero(smooth[: lowest + 1] > start - 0.1 * fall)
    begins = int(before[-1]) + 1 if len(before) else 0
    return float(rates[begins]), float(max(rates[begins], rates[lowest] / MARGIN))
