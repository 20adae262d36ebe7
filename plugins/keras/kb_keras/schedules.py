"""Learning rates as functions of the step, which is counted from 0."""

from typing import TYPE_CHECKING, Annotated

from kb_registry import Ge, Gt, Interval, InvalidParameterError, MinLen, Schedule, param

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

    initial_learning_rate: Rate = param(help=START_HELP)
    decay_steps: Steps = param(help="steps until the lowest rate, without warm-up")
    alpha: Annotated[float, Interval(ge=0, le=1)] = param(
        default=0.0, help="lowest rate, as a share of the highest"
    )
    warmup_target: Rate | None = param(
        default=None, kw_only=True, help="rate after warm-up; none for no warm-up"
    )
    warmup_steps: Annotated[int, Ge(0)] = param(default=0, kw_only=True, help="steps of warm-up")


class CosineDecayRestarts(Mirror["keras.optimizers.schedules.CosineDecayRestarts"], Schedule):
    """Half a cosine down, again and again.

    Cycle i takes first_decay_steps * t_mul^i steps and starts from
    initial_learning_rate * m_mul^i; each falls to alpha * initial_learning_rate.
    """

    reference = f"{SGDR}, arXiv:1608.03983"
    traits = frozenset({"restarts"})

    initial_learning_rate: Rate = param(help=START_HELP)
    first_decay_steps: Steps = param(help="steps of the first cycle")
    t_mul: Annotated[float, Ge(1)] = param(
        default=2.0, help="length of a cycle over the one before"
    )
    m_mul: Annotated[float, Gt(0)] = param(default=1.0, help="start of a cycle over the one before")
    alpha: Annotated[float, Interval(ge=0, le=1)] = param(
        default=0.0, help="lowest rate, as a share of the initial one"
    )


class ExponentialDecay(Mirror["keras.optimizers.schedules.ExponentialDecay"], Schedule):
    """The same share off every so many steps.

    initial_learning_rate * decay_rate^(t / decay_steps), with the exponent rounded down for a
    staircase.
    """

    initial_learning_rate: Rate = param(help=START_HELP)
    decay_steps: Steps = param(help="steps in which the rate falls by decay_rate")
    decay_rate: Annotated[float, Gt(0)] = param(help="factor on the rate in decay_steps")
    staircase: bool = param(default=False, help=STAIRCASE_HELP)


class InverseTimeDecay(Mirror["keras.optimizers.schedules.InverseTimeDecay"], Schedule):
    """Rate over time, as theory asks of stochastic gradient descent.

    initial_learning_rate / (1 + decay_rate * t / decay_steps), with the quotient rounded down
    for a staircase. Sums of rates diverge and sums of squares converge, the conditions of
    Robbins and Monro.
    """

    reference = (
        "Robbins & Monro 1951, A stochastic approximation method, doi:10.1214/aoms/1177729586"
    )

    initial_learning_rate: Rate = param(help=START_HELP)
    decay_steps: Steps = param(help="steps that count as a unit of time")
    decay_rate: Annotated[float, Ge(0)] = param(help="how fast the rate falls")
    staircase: bool = param(default=False, help=STAIRCASE_HELP)


class PiecewiseConstantDecay(Mirror["keras.optimizers.schedules.PiecewiseConstantDecay"], Schedule):
    """Constant rates, with jumps after given steps.

    values[0] up to and including step boundaries[0], values[1] up to boundaries[1], and the
    last value for ever.

    Raises:
        InvalidParameterError: There isn't one value more than boundaries, or boundaries don't
            rise.
    """

    boundaries: Annotated[tuple[Annotated[int, Ge(0)], ...], MinLen(1)] = param(
        help="last steps of all rates but one"
    )
    values: Annotated[tuple[Rate, ...], MinLen(2)] = param(help="rates, one more than boundaries")

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if len(self.values) != len(self.boundaries) + 1:
            raise InvalidParameterError(
                f"PiecewiseConstantDecay: {len(self.boundaries)} boundaries need "
                f"{len(self.boundaries) + 1} values, not {len(self.values)}."
            )
        if list(self.boundaries) != sorted(set(self.boundaries)):
            raise InvalidParameterError("PiecewiseConstantDecay: boundaries must rise.")


class PolynomialDecay(Mirror["keras.optimizers.schedules.PolynomialDecay"], Schedule):
    """Down to a final rate along a power, a straight line by default.

    (initial_learning_rate - end_learning_rate) * (1 - t / decay_steps)^power +
    end_learning_rate, and constant from decay_steps on. With cycle, decay_steps grows to the
    next multiple of itself whenever it is passed, and the rate jumps up again.
    """

    traits = frozenset({"restarts"})

    initial_learning_rate: Rate = param(help=START_HELP)
    decay_steps: Steps = param(help="steps until the final rate")
    end_learning_rate: Rate = param(default=0.0001, help="final rate")
    power: Annotated[float, Gt(0)] = param(default=1.0, help="1 for a line, 2 for a parabola")
    cycle: bool = param(default=False, help="whether the rate goes up again after decay_steps")
