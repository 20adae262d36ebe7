"""A training's curves, and what they say goes wrong."""

import math
from collections.abc import Callable, Sequence

import numpy as np
from attrs import define, field

from kb_engine.diagnosis.probing._judgement import ROSE
from kb_engine.diagnosis.probing._learning import BEGUN, FELL
from kb_engine.diagnosis.watching._observation import Trouble

Told = tuple[Trouble, str]

ENOUGH = 300
"""Steps after which something should have been learned: as many as a probe takes."""

SHARE = 0.1
"""The same as a share of the steps that are planned."""

PATIENCE = 10
"""Epochs without a better loss after which a training has stalled."""

LATE = 5
"""The same of the loss in validation, after which it overfits."""

RISE = 1.1
"""How many times its lowest value that loss then is."""

FLOOR = 0.2
"""Share of the first loss below which a training isn't stalled but done."""

SWINGS, SWING = 8, 0.1
"""Epochs in a row that are looked at for swings, and the mean swing as a share of the loss."""


@define
class Curve:
    """The losses of one training.

    Attributes:
        start: The step at which it begins.
        planned: Steps that the whole training takes; None if unknown.
        baseline: The loss of the best constant prediction; None if unknown.
        steps: The step at the end of each stretch that was looked at.
        losses: The mean loss of each.
        epochs: The loss of each whole epoch.
        validation: The loss in validation after each, if there is any.
    """

    start: int = 0
    planned: int | None = None
    baseline: float | None = None
    steps: list[int] = field(factory=list)
    losses: list[float] = field(factory=list)
    epochs: list[float] = field(factory=list)
    validation: list[float] = field(factory=list)

    def add(self, step: int, loss: float) -> None:
        """Add a stretch."""
        self.steps.append(step)
        self.losses.append(loss)

    def broken(self) -> Told | None:
        """Whether the loss isn't a number, or rises."""
        if not self.losses:
            return None
        if not math.isfinite(self.losses[-1]):
            return "non-finite", f"the loss is {self.losses[-1]}."
        first, lowest, last = self.losses[0], min(self.losses), self.losses[-2:]
        if len(last) > 1 and first > 0 and min(last) > ROSE * first:
            return "diverging", f"the loss rose from {first:.4g} to {last[-1]:.4g}."
        base = self.baseline
        if base is not None and 0 < lowest < base / 2 and len(last) > 1 and min(last) > base:
            return (
                "diverging",
                (
                    f"the loss fell to {lowest:.4g}, and is {last[-1]:.4g} now; a constant"
                    f" prediction has {base:.4g}."
                ),
            )
        return None

    def idle(self, penalty: Callable[[], float], *, ended: bool) -> Told | None:
        """Whether nothing was learned.

        Args:
            penalty: Computes what regularizers add to the loss.
            ended: Whether there are no further steps.
        """
        if not self.losses:
            return None
        step, loss, base = self.steps[-1], self.losses[-1], self.baseline
        enough = max(ENOUGH, SHARE * (self.planned or 0))
        if step - self.start < (ENOUGH / 3 if ended else enough):
            return None
        if base is not None and loss >= BEGUN * base:
            loss -= penalty()
            if loss >= BEGUN * base:
                return (
                    "not learning",
                    (
                        f"after {step} steps the loss is {loss:.4g}; a constant prediction has"
                        f" {base:.4g}."
                    ),
                )
        if base is None and min(self.losses) >= FELL * self.losses[0]:
            return (
                "not learning",
                (
                    f"the loss was {self.losses[0]:.4g} at step {self.steps[0]}, and is"
                    f" {self.losses[-1]:.4g} after {step} steps."
                ),
            )
        return None

    def uneven(self) -> Told | None:
        """Whether the loss swings from epoch to epoch."""
        known = np.array(self.epochs[-SWINGS:])
        if len(known) < SWINGS or not np.isfinite(known).all():
            return None
        changes = np.diff(known)
        turns = int(np.sum(changes[1:] * changes[:-1] < 0))
        swing = float(np.mean(np.abs(changes)) / max(1e-12, np.median(known)))
        if turns >= len(changes) // 2 + 1 and swing > SWING and known[-1] > known.min():
            return (
                "oscillating",
                f"the loss turned {turns} times in {SWINGS} epochs, by {swing:.0%} on average.",
            )
        return None

    def stalled(self) -> Told | None:
        """Whether the loss no longer falls, although there is far to go."""
        if len(self.epochs) < 2 * PATIENCE:
            return None
        before, lately = self.epochs[:-PATIENCE], self.epochs[-PATIENCE:]
        start = self.baseline if self.baseline is not None else self.epochs[0]
        if min(lately) > 0.995 * min(before) and min(lately) > FLOOR * start:
            return (
                "stalled",
                (
                    f"the loss was {min(before):.4g} {PATIENCE} epochs ago, and has been no lower"
                    f" than {min(lately):.4g} since."
                ),
            )
        return None

    def overfits(self) -> Told | None:
        """Whether the loss rises in validation while it falls in training."""
        if len(self.validation) <= LATE or len(self.validation) != len(self.epochs):
            return None
        best = _lowest(self.validation)
        late = self.validation[best + 1 :]
        if len(late) < LATE or min(late[-LATE:]) < RISE * self.validation[best]:
            return None
        if self.validation[best] > 0 and self.epochs[-1] < self.epochs[best]:
            return (
                "overfitting",
                (
                    f"the loss in validation was lowest after epoch {best + 1}, at"
                    f" {self.validation[best]:.4g}, and is {late[-1]:.4g}, while in training it"
                    f" fell from {self.epochs[best]:.4g} to {self.epochs[-1]:.4g}."
                ),
            )
        return None


def _lowest(values: Sequence[float]) -> int:
    return int(np.nanargmin(values)) if np.isfinite(values).any() else 0
