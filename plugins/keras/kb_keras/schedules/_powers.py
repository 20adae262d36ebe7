"""Rates that fall as a power of the step, or exponentially with it."""

import math
from typing import TYPE_CHECKING, Annotated

from kb_registry import Drawing, Ge, Gt, Schedule, draw_schedule, param

from kb_keras._mirror import Mirror
from kb_keras.schedules._parameters import STAIRCASE_HELP, START_HELP, Rate, Steps

if TYPE_CHECKING:
    import keras


class ExponentialDecay(Mirror["keras.optimizers.schedules.ExponentialDecay"], Schedule):
    """The same share off every so many steps.

    initial_learning_rate * decay_rate^(t / decay_steps), with the exponent rounded down for a
    staircase.
    """

    initial_learning_rate: Rate = param(example=0.01, help=START_HELP)
    decay_steps: Steps = param(example=1000, help="steps in which the rate falls by decay_rate")
    decay_rate: Annotated[float, Gt(0)] = param(
        example=0.5, help="factor on the rate in decay_steps"
    )
    staircase: bool = param(default=False, help=STAIRCASE_HELP)

    def drawing(self) -> Drawing | None:
        """The rate over five times `decay_steps`."""
        return draw_schedule(self._rate, 5 * self.decay_steps)

    def _rate(self, step: float) -> float:
        exponent = step / self.decay_steps
        if self.staircase:
            exponent = math.floor(exponent)
        return self.initial_learning_rate * math.pow(self.decay_rate, exponent)


class InverseTimeDecay(Mirror["keras.optimizers.schedules.InverseTimeDecay"], Schedule):
    """Rate over time, as theory asks of stochastic gradient descent.

    initial_learning_rate / (1 + decay_rate * t / decay_steps), with the quotient rounded down
    for a staircase. Sums of rates diverge and sums of squares converge, the conditions of
    Robbins and Monro.
    """

    reference = (
        "Robbins & Monro 1951, A stochastic approximation method, doi:10.1214/aoms/1177729586"
    )

    initial_learning_rate: Rate = param(example=0.01, help=START_HELP)
    decay_steps: Steps = param(example=1000, help="steps that count as a unit of time")
    decay_rate: Annotated[float, Ge(0)] = param(example=1.0, help="how fast the rate falls")
    staircase: bool = param(default=False, help=STAIRCASE_HELP)

    def drawing(self) -> Drawing | None:
        """The rate over five times `decay_steps`."""
        return draw_schedule(self._rate, 5 * self.decay_steps)

    def _rate(self, step: float) -> float:
        time = step / self.decay_steps
        if self.staircase:
            time = math.floor(time)
        return self.initial_learning_rate / (1 + self.decay_rate * time)


class PolynomialDecay(Mirror["keras.optimizers.schedules.PolynomialDecay"], Schedule):
    """Down to a final rate along a power, a straight line by default.

    (initial_learning_rate - end_learning_rate) * (1 - t / decay_steps)^power +
    end_learning_rate, and constant from decay_steps on. With cycle, decay_steps grows to the
    next multiple of itself whenever it is passed, and the rate jumps up again.
    """

    traits = frozenset({"restarts"})

    initial_learning_rate: Rate = param(example=0.01, help=START_HELP)
    decay_steps: Steps = param(example=1000, help="steps until the final rate")
    end_learning_rate: Rate = param(default=0.0001, help="final rate")
    power: Annotated[float, Gt(0)] = param(default=1.0, help="1 for a line, 2 for a parabola")
    cycle: bool = param(default=False, help="whether the rate goes up again after decay_steps")

    def drawing(self) -> Drawing | None:
        """The rate until it is at its last, or over three cycles."""
        return draw_schedule(self._rate, self.decay_steps * (3 if self.cycle else 1))

    def _rate(self, step: float) -> float:
        steps = float(self.decay_steps)
        if self.cycle:
            steps *= max(1, math.ceil(step / steps))
        left = 1 - min(step / steps, 1.0)
        low, high = self.end_learning_rate, self.initial_learning_rate
        return (high - low) * math.pow(left, self.power) + low
