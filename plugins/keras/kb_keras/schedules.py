"""Learning rates as functions of the step, which is counted from 0."""

import math
from typing import TYPE_CHECKING, Annotated

from kb_registry import (
    Drawing,
    Ge,
    Gt,
    Interval,
    InvalidParameterError,
    MinLen,
    Schedule,
    draw_schedule,
    param,
)

from kb_keras.mirror import Mirror

if TYPE_CHECKING:
    import keras

Rate = Annotated[float, Ge(0)]
Steps = Annotated[int, Ge(1)]

START_HELP = "learning rate at step 0"
STAIRCASE_HELP = "whether the rate falls every decay_steps steps only"
SGDR = "Loshchilov & Hutter 2017, SGDR: stochastic gradient descent with warm restarts"


class CosineDecay(Mirror["keras.optimizers.schedules.CosineDecay"], Schedule):
    """Half a cosine from the initial rate down, with a linear warm-up if asked for.

    For t <= decay_steps: initial_learning_rate * ((1 - alpha) * (1 + cos(pi * t / decay_steps))
    / 2 + alpha), and constant from there. With a warmup_target the rate first goes linearly
    from initial_learning_rate to it in warmup_steps, and the cosine starts there.
    """

    reference = f"{SGDR}, arXiv:1608.03983"
    traits = frozenset({"warmup"})

    initial_learning_rate: Rate = param(example=0.01, help=START_HELP)
    decay_steps: Steps = param(example=1000, help="steps until the lowest rate, without warm-up")
    alpha: Annotated[float, Interval(ge=0, le=1)] = param(
        default=0.0, help="lowest rate, as a share of the highest"
    )
    warmup_target: Rate | None = param(
        default=None, kw_only=True, help="rate after warm-up; none for no warm-up"
    )
    warmup_steps: Annotated[int, Ge(0)] = param(default=0, kw_only=True, help="steps of warm-up")

    def drawing(self) -> Drawing | None:
        """The rate until it is at its lowest."""
        return draw_schedule(self._rate, self._warmup() + self.decay_steps)

    def _rate(self, step: float) -> float:
        warmup = self._warmup()
        if step < warmup:
            start = self.initial_learning_rate
            return start + (self._highest() - start) * step / warmup
        share = min((step - warmup) / self.decay_steps, 1.0)
        return self._highest() * ((1 - self.alpha) * _half_cosine(share) + self.alpha)

    def _warmup(self) -> int:
        return 0 if self.warmup_target is None else self.warmup_steps

    def _highest(self) -> float:
        if self.warmup_target is None:
            return self.initial_learning_rate
        return self.warmup_target


class CosineDecayRestarts(Mirror["keras.optimizers.schedules.CosineDecayRestarts"], Schedule):
    """Half a cosine down, again and again.

    Cycle i, from 0, takes first_decay_steps * t_mul^i steps. It starts from
    initial_learning_rate * ((1 - alpha) * m_mul^i + alpha), which is m_mul^i of the initial rate
    for alpha = 0, and falls to alpha * initial_learning_rate.
    """

    reference = f"{SGDR}, arXiv:1608.03983"
    traits = frozenset({"restarts"})

    initial_learning_rate: Rate = param(example=0.01, help=START_HELP)
    first_decay_steps: Steps = param(example=1000, help="steps of the first cycle")
    t_mul: Annotated[float, Ge(1)] = param(
        default=2.0, help="length of a cycle over the one before"
    )
    m_mul: Annotated[float, Gt(0)] = param(default=1.0, help="start of a cycle over the one before")
    alpha: Annotated[float, Interval(ge=0, le=1)] = param(
        default=0.0, help="lowest rate, as a share of the initial one"
    )

    def drawing(self) -> Drawing | None:
        """The rate in the first three cycles."""
        cycles = 1 + self.t_mul * (1 + self.t_mul)
        return draw_schedule(self._rate, self.first_decay_steps * cycles - 1)

    def _rate(self, step: float) -> float:
        start, length, height = 0.0, float(self.first_decay_steps), 1.0
        while step >= start + length:
            start, length, height = start + length, length * self.t_mul, height * self.m_mul
        fall = height * _half_cosine((step - start) / length)
        return self.initial_learning_rate * ((1 - self.alpha) * fall + self.alpha)


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


class PiecewiseConstantDecay(Mirror["keras.optimizers.schedules.PiecewiseConstantDecay"], Schedule):
    """Constant rates, with jumps after given steps.

    values[0] up to and including step boundaries[0], values[1] up to boundaries[1], and the
    last value for ever.

    Raises:
        InvalidParameterError: There isn't one value more than boundaries, or boundaries don't
            rise.
    """

    boundaries: Annotated[tuple[Annotated[int, Ge(0)], ...], MinLen(1)] = param(
        example=(1000, 2000), help="last steps of all rates but one"
    )
    values: Annotated[tuple[Rate, ...], MinLen(2)] = param(
        example=(0.01, 0.005, 0.001), help="rates, one more than boundaries"
    )

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if len(self.values) != len(self.boundaries) + 1:
            raise InvalidParameterError(
                f"PiecewiseConstantDecay: {len(self.boundaries)} boundaries need "
                f"{len(self.boundaries) + 1} values, not {len(self.values)}."
            )
        if list(self.boundaries) != sorted(set(self.boundaries)):
            raise InvalidParameterError("PiecewiseConstantDecay: boundaries must rise.")

    def drawing(self) -> Drawing | None:
        """The rate until well behind the last boundary."""
        return draw_schedule(self._rate, self.boundaries[-1] * 5 / 4 + 1)

    def _rate(self, step: float) -> float:
        return self.values[sum(step > boundary for boundary in self.boundaries)]


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


def _half_cosine(share: float) -> float:
    """From 1 at 0 down to 0 at 1."""
    return (1 + math.cos(math.pi * share)) / 2
