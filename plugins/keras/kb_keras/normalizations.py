"""Layers that rescale their input by statistics of it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from kb_registry import (
    Constraint,
    Ge,
    Gt,
    Initializer,
    Interval,
    Normalization,
    Regularizer,
    param,
)

from kb_keras._mirror import Mirror
from kb_keras.initializers import Ones, Zeros

if TYPE_CHECKING:
    import keras

Epsilon = Annotated[float, Gt(0)]
Momentum = Annotated[float, Interval(ge=0, le=1)]


class ScaleAndShift(Normalization):
    """A normalization that ends in gamma * x + beta, with a trained number each per feature."""

    center: bool = param(default=True, kw_only=True, help="whether to add beta")
    scale: bool = param(default=True, kw_only=True, help="whether to multiply by gamma")
    beta_initializer: Initializer = param(
        default=Zeros(), kw_only=True, help="beta before training"
    )
    gamma_initializer: Initializer = param(
        default=Ones(), kw_only=True, help="gamma before training"
    )
    beta_regularizer: Regularizer | None = param(default=None, kw_only=True, help="penalty on beta")
    gamma_regularizer: Regularizer | None = param(
        default=None, kw_only=True, help="penalty on gamma"
    )
    beta_constraint: Constraint | None = param(
        default=None, kw_only=True, help="projection of beta"
    )
    gamma_constraint: Constraint | None = param(
        default=None, kw_only=True, help="projection of gamma"
    )


class BatchNorm(Mirror["keras.layers.BatchNormalization"], ScaleAndShift):
    """Each feature standardized over the batch, then scaled and shifted.

    In training y = gamma * (x - mean) / sqrt(variance + epsilon) + beta, with the batch's mean
    and its variance over n samples (not n - 1), taken over every axis but `axis`. Both are
    averaged for use in prediction: moving = momentum * moving + (1 - momentum) * batch. From
    moving_mean 0 and moving_variance 1 that takes hundreds of steps at 0.99: with few steps an
    epoch take 0.9, or predictions lag behind.

    The paper puts it before the activation and averages the variance with n - 1. Needs no bias
    in the layer in front. Dropout in front of it makes the variance differ between training
    and prediction (Li et al. 2019, arXiv:1801.05134). Weights that are not trainable make it
    use the moving statistics in training too.
    """

    reference = (
        "Ioffe & Szegedy 2015, Batch normalization: accelerating deep network training by "
        "reducing internal covariate shift, arXiv:1502.03167; renorm: Ioffe 2017, Batch "
        "renormalization, arXiv:1702.03275"
    )
    traits = frozenset({"learned", "stateful", "per_batch"})
    since: ClassVar[Mapping[str, str]] = {"renorm": "3.14", "renorm_momentum": "3.14"}

    axis: int = param(default=-1, help="axis of features")
    momentum: Momentum = param(
        default=0.99, help="share of the moving statistics that a batch leaves"
    )
    epsilon: Epsilon = param(default=0.001, help="added to the variance")
    moving_mean_initializer: Initializer = param(
        default=Zeros(), kw_only=True, help="moving mean before training"
    )
    moving_variance_initializer: Initializer = param(
        default=Ones(), kw_only=True, help="moving variance before training"
    )
    renorm: bool = param(
        default=False, kw_only=True, help="whether training corrects batches by moving statistics"
    )
    renorm_momentum: Momentum = param(
        default=0.99, kw_only=True, help="as momentum, for the statistics that renorm corrects by"
    )
    synchronized: bool = param(
        default=False, kw_only=True, help="whether replicas on several devices share statistics"
    )


class LayerNorm(Mirror["keras.layers.LayerNormalization"], ScaleAndShift):
    """Each sample standardized over its features, then scaled and shifted.

    y = gamma * (x - mean) / sqrt(variance + epsilon) + beta, with mean and variance over
    `axis` of one sample. The same in training and prediction and for any batch size; usual in
    transformers.
    """

    reference = "Ba et al. 2016, Layer normalization, arXiv:1607.06450"
    traits = frozenset({"learned", "per_sample"})

    axis: int | tuple[int, ...] = param(default=-1, help="axis or axes of features")
    epsilon: Epsilon = param(default=0.001, help="added to the variance")


class GroupNorm(Mirror["keras.layers.GroupNormalization"], ScaleAndShift):
    """Each sample standardized over groups of its features, then scaled and shifted.

    As layer_norm, with the features of `axis` divided into groups that have statistics of
    their own, over the other axes too. One group is layer_norm over all of a sample, a group
    per feature (-1) is instance normalization. The features must divide into the groups. For
    images in batches too small for batch_norm.
    """

    reference = "Wu & He 2018, Group normalization, arXiv:1803.08494"
    traits = frozenset({"learned", "per_sample"})

    groups: Literal[-1] | Annotated[int, Ge(1)] = param(
        default=32, help="how many; -1 for one a feature"
    )
    axis: int = param(default=-1, help="axis of features")
    epsilon: Epsilon = param(default=0.001, help="added to the variance")


class RMSNorm(Mirror["keras.layers.RMSNormalization"], Normalization):
    """Each sample divided by the root mean square of its features, then scaled.

    y = scale * x / sqrt(mean(x^2) + epsilon), layer_norm without the mean and the shift. scale
    is trained and starts at 1.
    """

    reference = "Zhang & Sennrich 2019, Root mean square layer normalization, arXiv:1910.07467"
    traits = frozenset({"learned", "per_sample"})

    axis: int | tuple[int, ...] = param(default=-1, help="axis or axes of features")
    epsilon: Epsilon = param(default=1e-6, help="added to the mean square")


class UnitNorm(Mirror["keras.layers.UnitNormalization"], Normalization):
    """Each sample divided by its euclidean norm.

    y = x / sqrt(sum x^2) over `axis`. Nothing is trained. For embeddings that are compared by
    angle.
    """

    traits = frozenset({"per_sample"})

    axis: int | tuple[int, ...] = param(default=-1, help="axis or axes of features")
