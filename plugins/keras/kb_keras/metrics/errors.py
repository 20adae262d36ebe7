"""Distances of predictions from real numbers."""

from typing import TYPE_CHECKING, Annotated, Literal

from kb_registry import Ge, Metric, param

from kb_keras._mirror import Mirror

if TYPE_CHECKING:
    import keras


class MeanAbsoluteError(Mirror["keras.metrics.MeanAbsoluteError"], Metric):
    """mean(|y - p|), in the units of the target."""

    traits = frozenset({"real_targets", "robust"})


class MeanSquaredError(Mirror["keras.metrics.MeanSquaredError"], Metric):
    """mean((y - p)^2), in squared units of the target."""

    traits = frozenset({"real_targets"})


class RootMeanSquaredError(Mirror["keras.metrics.RootMeanSquaredError"], Metric):
    """sqrt(mean((y - p)^2)), in the units of the target."""

    traits = frozenset({"real_targets"})


class MeanAbsolutePercentageError(Mirror["keras.metrics.MeanAbsolutePercentageError"], Metric):
    """mean(|y - p| / |y|) in per cent."""

    traits = frozenset({"real_targets"})


class MeanSquaredLogarithmicError(Mirror["keras.metrics.MeanSquaredLogarithmicError"], Metric):
    """mean((log(1 + y) - log(1 + p))^2)."""

    traits = frozenset({"real_targets", "robust"})


class LogCoshError(Mirror["keras.metrics.LogCoshError"], Metric):
    """mean(log(cosh(p - y)))."""

    traits = frozenset({"real_targets", "robust"})


class R2Score(Mirror["keras.metrics.R2Score"], Metric):
    """Share of the targets' variance that predictions explain.

    1 - sum (y - p)^2 / sum (y - mean(y))^2: 1 is perfect, 0 no better than the mean, and it can
    be negative. With num_regressors n > 0 it is adjusted for them.
    """

    traits = frozenset({"real_targets"})

    class_aggregation: Literal["uniform_average", "variance_weighted_average"] = param(
        default="uniform_average", help="how several targets are averaged"
    )
    num_regressors: Annotated[int, Ge(0)] = param(default=0, help="how many inputs to adjust for")
