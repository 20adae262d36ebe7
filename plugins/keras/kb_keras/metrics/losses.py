"""Losses that are reported beside the one that is trained."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from kb_registry import Metric, param

from kb_keras._mirror import Mirror
from kb_keras.losses._common import (
    CLASS_AXIS_HELP,
    FROM_LOGITS_HELP,
    SMOOTHING_HELP,
    LabelSmoothing,
)

if TYPE_CHECKING:
    import keras


class BinaryCrossentropy(Mirror["keras.metrics.BinaryCrossentropy"], Metric):
    """-y * log(p) - (1 - y) * log(1 - p), its mean."""

    traits = frozenset({"binary_labels"})

    from_logits: bool = param(default=False, kw_only=True, help=FROM_LOGITS_HELP)
    label_smoothing: LabelSmoothing = param(default=0.0, kw_only=True, help=SMOOTHING_HELP)


class CategoricalCrossentropy(Mirror["keras.metrics.CategoricalCrossentropy"], Metric):
    """-log of the probability given to the true class, from one-hot rows."""

    traits = frozenset({"one_hot_labels"})

    from_logits: bool = param(default=False, kw_only=True, help=FROM_LOGITS_HELP)
    label_smoothing: LabelSmoothing = param(default=0.0, kw_only=True, help=SMOOTHING_HELP)
    axis: int = param(default=-1, kw_only=True, help=CLASS_AXIS_HELP)


class SparseCategoricalCrossentropy(Mirror["keras.metrics.SparseCategoricalCrossentropy"], Metric):
    """-log of the probability given to the true class, from class numbers."""

    traits = frozenset({"integer_labels"})
    since: ClassVar[Mapping[str, str]] = {"ignore_class": "3.14"}

    from_logits: bool = param(default=False, kw_only=True, help=FROM_LOGITS_HELP)
    ignore_class: int | None = param(
        default=None, kw_only=True, help="class number that counts for nothing"
    )
    axis: int = param(default=-1, kw_only=True, help=CLASS_AXIS_HELP)


class KLDivergence(Mirror["keras.metrics.KLDivergence"], Metric):
    """sum_i y_i * log(y_i / p_i): how far predicted from true distributions are."""

    traits = frozenset({"one_hot_labels"})


class Poisson(Mirror["keras.metrics.Poisson"], Metric):
    """mean(p - y * log(p)): -log-likelihood of counts, up to a constant."""

    traits = frozenset({"real_targets"})


class Hinge(Mirror["keras.metrics.Hinge"], Metric):
    """mean(max(1 - y * p, 0)) for targets of -1 and 1."""

    traits = frozenset({"binary_labels"})


class SquaredHinge(Mirror["keras.metrics.SquaredHinge"], Metric):
    """mean(max(1 - y * p, 0)^2) for targets of -1 and 1."""

    traits = frozenset({"binary_labels"})


class CategoricalHinge(Mirror["keras.metrics.CategoricalHinge"], Metric):
    """max(1 + max_(i wrong) p_i - p_true, 0), from one-hot rows."""

    traits = frozenset({"one_hot_labels"})
