"""Half a cosine down, once or again and again."""

import math
from typing import TYPE_CHECKING, Annotated

from kb_registry import Drawing, Ge, Gt, Interval, Schedule, draw_schedule, param

from kb_keras._mirror import Mirror
from kb_keras.schedules._parameters import START_HELP, Rate, Steps

if TYPE_CHECKING:
    import keras

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


def _half_cosine(share: float) -> float:
    """From 1 at 0 down to 0 at 1."""
    return (1 + math.cos(math.pi * share)) / 2
