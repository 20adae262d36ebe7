"""Losses by margin: what is right by enough costs nothing. Means are over the last axis."""

from typing import TYPE_CHECKING, Annotated

from kb_registry import Gt, Interval, param

from kb_keras._mirror import Mirror
from kb_keras.losses._common import KerasLoss

if TYPE_CHECKING:
    import keras


class Hinge(Mirror["keras.losses.Hinge"], KerasLoss):
    """mean(max(1 - y * p, 0)) for targets of -1 and 1, the loss of support vector machines.

    Keras turns targets of 0 and 1 into -1 and 1.
    """

    reference = "Cortes & Vapnik 1995, Support-vector networks, doi:10.1007/BF00994018"
    traits = frozenset({"binary_labels"})
    pairs_with = ("linear",)


class SquaredHinge(Mirror["keras.losses.SquaredHinge"], KerasLoss):
    """mean(max(1 - y * p, 0)^2) for targets of -1 and 1."""

    traits = frozenset({"binary_labels"})


class CategoricalHinge(Mirror["keras.losses.CategoricalHinge"], KerasLoss):
    """Margin of the true class before the best of the others, from one-hot rows.

    max(1 + max_(i wrong) p_i - p_true, 0). Keras takes the scores of wrong classes below 0
    for 0.
    """

    reference = (
        "Crammer & Singer 2001, On the algorithmic implementation of multiclass kernel-based "
        "vector machines, https://jmlr.org/papers/v2/crammer01a.html"
    )
    traits = frozenset({"one_hot_labels"})


class Circle(Mirror["keras.losses.Circle"], KerasLoss):
    """Likeness within classes against likeness between them, over the pairs of a batch.

    Targets are class numbers, predictions embeddings of norm 1: the head is linear with the
    unit_norm normalization behind it. Each pair counts for more the farther it is from its
    optimum; samples that are alone in their class don't count.
    """

    reference = (
        "Sun et al. 2020, Circle loss: a unified perspective of pair similarity optimization, "
        "arXiv:2002.10857"
    )
    traits = frozenset({"integer_labels", "embeddings"})

    gamma: Annotated[float, Gt(0)] = param(default=80.0, help="how sharply pairs are told apart")
    margin: Annotated[float, Interval(ge=0, le=1)] = param(default=0.4, help="slack of each pair")
    remove_diagonal: bool = param(
        default=True, help="whether pairs of a sample with itself are left out"
    )


class CosineSimilarity(Mirror["keras.losses.CosineSimilarity"], KerasLoss):
    """-cosine of the angle between target and prediction.

    -sum(y * p) / (||y|| * ||p||): -1 for the same direction, 1 for the opposite one.
    """

    traits = frozenset({"real_targets", "embeddings"})

    axis: int = param(default=-1, help="axis of the vectors")
