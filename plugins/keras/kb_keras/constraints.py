"""Projections of weights after each step.

The norm of a unit's incoming weights is taken over axis 0 in a dense kernel, of shape
(inputs, units), and over the axes [0, 1, 2] in the kernel of a two-dimensional convolution, of
shape (rows, columns, channels, filters).
"""

from typing import TYPE_CHECKING, Annotated

from kb_registry import Constraint, Ge, Interval, InvalidParameterError, param

from kb_keras._mirror import Mirror

if TYPE_CHECKING:
    import keras

Axes = int | tuple[int, ...]
AXIS_HELP = "axis or axes that a norm is taken over; [0,1,2] for Conv2D"


class MaxNorm(Mirror["keras.constraints.MaxNorm"], Constraint):
    """Incoming weights of each unit scaled down where their norm exceeds a limit.

    w <- w * min(||w||, max_value) / ||w||. The paper pairs it with dropout and
    high learning rates, with limits between 3 and 4.
    """

    reference = (
        "Srivastava et al. 2014, Dropout: a simple way to prevent neural networks from "
        "overfitting, https://jmlr.org/papers/v15/srivastava14a.html"
    )
    pairs_with = ("dropout",)

    max_value: Annotated[float, Ge(0)] = param(default=2.0, help="largest norm")
    axis: Axes = param(default=0, help=AXIS_HELP)


class MinMaxNorm(Mirror["keras.constraints.MinMaxNorm"], Constraint):
    """Incoming weights of each unit scaled so that their norm lies between limits.

    w <- w * (rate * clip(||w||, min_value, max_value) + (1 - rate) * ||w||) / ||w||: with a
    rate below 1, each step goes only part of the way.
    """

    min_value: Annotated[float, Ge(0)] = param(default=0.0, help="smallest norm")
    max_value: Annotated[float, Ge(0)] = param(default=1.0, help="largest norm")
    rate: Annotated[float, Interval(gt=0, le=1)] = param(
        default=1.0, help="share of the way per step"
    )
    axis: Axes = param(default=0, help=AXIS_HELP)

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if self.min_value > self.max_value:
            raise InvalidParameterError(
                f"MinMaxNorm: min_value {self.min_value} exceeds max_value {self.max_value}."
            )


class NonNeg(Mirror["keras.constraints.NonNeg"], Constraint):
    """Negative weights set to zero."""


class UnitNorm(Mirror["keras.constraints.UnitNorm"], Constraint):
    """Incoming weights of each unit scaled to norm 1.

    w <- w / ||w||, so that a unit's output is the cosine of weights and input, times the
    input's norm.
    """

    axis: Axes = param(default=0, help=AXIS_HELP)
