"""Losses for real numbers, by the distance from them. Means are over the last axis."""

from typing import TYPE_CHECKING, Annotated

from kb_registry import Gt, param

from kb_keras._mirror import Mirror
from kb_keras.losses._common import KerasLoss

if TYPE_CHECKING:
    import keras


class MeanSquaredError(Mirror["keras.losses.MeanSquaredError"], KerasLoss):
    """mean((y - p)^2), the usual loss of a regression."""

    traits = frozenset({"real_targets"})


class MeanAbsoluteError(Mirror["keras.losses.MeanAbsoluteError"], KerasLoss):
    """mean(|y - p|), whose best constant is the median."""

    traits = frozenset({"real_targets", "robust"})


class MeanAbsolutePercentageError(Mirror["keras.losses.MeanAbsolutePercentageError"], KerasLoss):
    """mean(|y - p| / |y|) in per cent, for targets far from zero.

    Keras takes |y| for at least 1e-7.
    """

    traits = frozenset({"real_targets"})


class MeanSquaredLogarithmicError(Mirror["keras.losses.MeanSquaredLogarithmicError"], KerasLoss):
    """mean((log(1 + y) - log(1 + p))^2), for targets of several orders of magnitude.

    Keras takes targets and predictions below 1e-7 for 1e-7.
    """

    traits = frozenset({"real_targets", "robust"})


class Huber(Mirror["keras.losses.Huber"], KerasLoss):
    """Squared near zero, absolute far away.

    mean of d^2 / 2 for |d| <= delta and delta * |d| - delta^2 / 2 beyond, with d = y - p.
    """

    reference = "Huber 1964, Robust estimation of a location parameter, doi:10.1214/aoms/1177703732"
    traits = frozenset({"real_targets", "robust"})

    delta: Annotated[float, Gt(0)] = param(
        default=1.0, help="error from which on it grows linearly"
    )


class LogCosh(Mirror["keras.losses.LogCosh"], KerasLoss):
    """mean(log(cosh(p - y))): huber without the seam.

    About d^2 / 2 near zero and |d| - log 2 far away.
    """

    traits = frozenset({"real_targets", "robust"})
