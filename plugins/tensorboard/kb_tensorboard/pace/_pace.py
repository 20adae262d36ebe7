"""When to look at a training, and what is due then.

A look has its price, so calls of the training function that can't reach the next record are let
pass. All of this is arithmetic on the axis of steps and knows nothing of Keras.
"""

import math
from fractions import Fraction
from typing import NamedTuple

from kb_tensorboard.pace._cadence import Cadence, Every


class Due(NamedTuple):
    """What is to be recorded at a step."""

    curves: bool
    layers: bool
    pictures: bool


class Pace:
    """Follows one training, epoch by epoch and call by call.

    Args:
        every: The distance between records of layers that the user wishes, if any.
        step: The step at which training begins.
        epochs: The number of the epoch before which it ends.
        epoch_steps: Steps an epoch, if known; if not, they are learned from the first one. It is a
            fraction if gradients are accumulated beyond the end of an epoch.

    Attributes:
        step: The step last looked at.
        in_epoch: Whether an epoch has begun whose end wasn't looked at.
    """

    def __init__(
        self,
        every: Every | None = None,
        step: int = 0,
        epochs: int = 1,
        epoch_steps: Fraction | int | None = None,
    ) -> None:
        self.step = step
        self.in_epoch = False
        self._every = every
        self._epochs = epochs
        self._epoch_steps = epoch_steps
        self._start = self._epoch_start = step
        self._cadence: Cadence | None = None
        self._calls = self._patience = 0
        self._layers_next = True

    @property
    def awake(self) -> bool:
        """Whether the last call of the training function may have reached a record."""
        return self._calls > self._patience

    @property
    def layers_next(self) -> bool:
        """Whether the next call may reach a record of layers."""
        return self._layers_next and self._calls == self._patience

    @property
    def stood_still(self) -> bool:
        """Whether no step was made, although there was an epoch."""
        return self._cadence is not None and self.step == self._start

    def begin_epoch(self, epoch: int) -> None:
        """An epoch begins; the distances are chosen as soon as it is known how far it is."""
        if self._cadence is None:
            self._cadence = self._plan(epoch)
        self.in_epoch = True
        self._epoch_start = self.step
        self._calls = self._patience = 0

    def begin_call(self) -> None:
        """The training function is called."""
        self._calls += 1

    def move(self, step: int, stride: int) -> Due:
        """Training was looked at; now it may sleep until it can reach the next record.

        Args:
            step: How far training is.
            stride: Steps in one call, but for the last call of an epoch.
        """
        cadence, before, self.step = self._cadence or self._plan(0), self.step, step
        curves, layers = (d - step % d for d in (cadence.curves, cadence.layers))
        distance = min(curves, layers)
        self._layers_next = layers <= max(distance, stride)
        self._patience = (distance - 1) // stride
        self._calls = 0
        return Due(*(_passed(step, before, distance) for distance in cadence))

    def end_epoch(self, epoch: int) -> bool:
        """An epoch ends; whether its metrics are due."""
        if self._epoch_steps is None:
            self._epoch_steps = self.step - self._epoch_start
            self._cadence = self._plan(epoch + 1)
        cadence = self._cadence or self._plan(epoch)
        return _passed(self.step, self._epoch_start, cadence.curves)

    def _plan(self, epoch: int) -> Cadence:
        """Chooses the same distances wherever a training is resumed."""
        if self._epoch_steps is None:
            return Cadence.plan(self.step, None, self._every)
        done = math.floor(epoch * self._epoch_steps)
        before = max(0, self.step - done)  # of other trainings; loss scaling may have left out some
        end = before + math.floor(max(epoch, self._epochs) * self._epoch_steps)
        return Cadence.plan(end, math.ceil(self._epoch_steps), self._every)


def _passed(step: int, before: int, distance: int) -> bool:
    """Whether a multiple of a distance was passed since an earlier step."""
    return step // distance > before // distance
