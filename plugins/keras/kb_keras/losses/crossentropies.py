"""Losses for classes, by the probability that they are given."""

from typing import TYPE_CHECKING, Annotated

from kb_registry import Ge, Interval, param

from kb_keras._mirror import Mirror
from kb_keras.losses._common import (
    CLASS_AXIS_HELP,
    FROM_LOGITS_HELP,
    SMOOTHING_HELP,
    KerasLoss,
    LabelSmoothing,
)

if TYPE_CHECKING:
    import keras

FOCAL = "Lin et al. 2017, Focal loss for dense object detection, arXiv:1708.02002"


class SparseCategoricalCrossentropy(
    Mirror["keras.losses.SparseCategoricalCrossentropy"], KerasLoss
):
    """-log of the probability given to the true class, from class numbers.

    Targets of shape (batch,), predictions (batch, classes). The usual loss of a classification
    with a softmax head.
    """

    traits = frozenset({"integer_labels"})

    from_logits: bool = param(default=False, help=FROM_LOGITS_HELP)
    ignore_class: int | None = param(default=None, help="class number that counts for nothing")
    axis: int = param(default=-1, kw_only=True, help=CLASS_AXIS_HELP)


class CategoricalCrossentropy(Mirror["keras.losses.CategoricalCrossentropy"], KerasLoss):
    """-log of the probability given to the true class, from one-hot rows.

    Targets and predictions of shape (batch, classes): -sum_i y_i * log(p_i). Smoothing s makes
    the targets (1 - s) * y + s / classes.
    """

    reference = (
        "label smoothing: Szegedy et al. 2016, Rethinking the Inception architecture for "
        "computer vision, arXiv:1512.00567"
    )
    traits = frozenset({"one_hot_labels"})

    from_logits: bool = param(default=False, help=FROM_LOGITS_HELP)
    label_smoothing: LabelSmoothing = param(default=0.0, help=SMOOTHING_HELP)
    axis: int = param(default=-1, help=CLASS_AXIS_HELP)


class BinaryCrossentropy(Mirror["keras.losses.BinaryCrossentropy"], KerasLoss):
    """-log of the probability given to what is true, for yes or no.

    -y * log(p) - (1 - y) * log(1 - p), its mean over `axis`. The usual loss of one of two
    classes with a sigmoid head. Smoothing s makes the targets (1 - s) * y + s / 2.
    """

    traits = frozenset({"binary_labels"})

    from_logits: bool = param(default=False, help=FROM_LOGITS_HELP)
    label_smoothing: LabelSmoothing = param(default=0.0, help=SMOOTHING_HELP)
    axis: int = param(default=-1, help="axis of outputs that are averaged")


class BinaryFocalCrossentropy(Mirror["keras.losses.BinaryFocalCrossentropy"], KerasLoss):
    """Binary cross-entropy that counts what is easy for less.

    With p_t the probability given to what is true: -(1 - p_t)^gamma * log(p_t), its mean over
    `axis`. With apply_class_balancing, times alpha for ones and 1 - alpha for zeros.
    """

    reference = FOCAL
    traits = frozenset({"binary_labels", "imbalanced"})

    apply_class_balancing: bool = param(default=False, help="whether alpha counts")
    alpha: Annotated[float, Interval(ge=0, le=1)] = param(default=0.25, help="weight of ones")
    gamma: Annotated[float, Ge(0)] = param(default=2.0, help="how much less easy samples count")
    from_logits: bool = param(default=False, help=FROM_LOGITS_HELP)
    label_smoothing: LabelSmoothing = param(default=0.0, help=SMOOTHING_HELP)
    axis: int = param(default=-1, help="axis of outputs that are averaged")


class CategoricalFocalCrossentropy(Mirror["keras.losses.CategoricalFocalCrossentropy"], KerasLoss):
    """Cross-entropy that counts what is easy for less, from one-hot rows.

    sum_i -alpha * (1 - p_i)^gamma * y_i * log(p_i). Keras takes one alpha for all classes here,
    or a weight per class in its own API.
    """

    reference = FOCAL
    traits = frozenset({"one_hot_labels", "imbalanced"})

    alpha: Annotated[float, Ge(0)] = param(default=0.25, help="weight of every class")
    gamma: Annotated[float, Ge(0)] = param(default=2.0, help="how much less easy samples count")
    from_logits: bool = param(default=False, help=FROM_LOGITS_HELP)
    label_smoothing: LabelSmoothing = param(default=0.0, help=SMOOTHING_HELP)
    axis: int = param(default=-1, help=CLASS_AXIS_HELP)


class CategoricalGeneralizedCrossEntropy(
    Mirror["keras.losses.CategoricalGeneralizedCrossEntropy"], KerasLoss
):
    """Between cross-entropy and absolute error, for labels that are partly wrong.

    (1 - p^q) / q for the probability p given to the true class: cross-entropy for q towards 0,
    1 - p for q = 1. From class numbers, despite its name.
    """

    reference = (
        "Zhang & Sabuncu 2018, Generalized cross entropy loss for training deep neural networks "
        "with noisy labels, arXiv:1805.07836"
    )
    traits = frozenset({"integer_labels", "noisy_labels"})

    q: Annotated[float, Interval(gt=0, lt=1)] = param(default=0.5, help="how little outliers count")


class KLDivergence(Mirror["keras.losses.KLDivergence"], KerasLoss):
    """Divergence of predicted from true distributions.

    sum_i y_i * log(y_i / p_i): cross-entropy less the entropy of the targets.
    """

    reference = (
        "Kullback & Leibler 1951, On information and sufficiency, doi:10.1214/aoms/1177729694"
    )
    traits = frozenset({"one_hot_labels"})


class Poisson(Mirror["keras.losses.Poisson"], KerasLoss):
    """-log-likelihood of counts, up to a constant.

    mean(p - y * log(p)) for a predicted rate p.
    """

    traits = frozenset({"real_targets"})
    pairs_with = ("exponential",)
