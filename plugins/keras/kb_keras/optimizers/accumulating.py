"""Optimizers that divide by what they saw of squared gradients, before Adam."""

from typing import TYPE_CHECKING, Annotated

from kb_registry import Ge, Gt, Interval, Le, param

from kb_keras._mirror import Mirror
from kb_keras.optimizers._common import (
    EPSILON_HELP,
    LEARNING_RATE_HELP,
    Decay,
    DecayingOptimizer,
    Epsilon,
    LearningRate,
)

if TYPE_CHECKING:
    import keras


class Adagrad(Mirror["keras.optimizers.Adagrad"], DecayingOptimizer):
    """Steps divided by the root of the sum of all squared gradients so far.

    For weights w with gradient g:

        a ← a + g²
        w ← w - learning_rate g / √(a + epsilon)

    Steps only ever get smaller, which suits sparse features and ends deep training early. The
    paper starts the sum a at 0, Keras at 0.1; a learning rate as large as 0.01 to 0.1 is usual,
    Keras' 0.001 is small for it.
    """

    reference = (
        "Duchi et al. 2011, Adaptive subgradient methods for online learning and stochastic "
        "optimization, https://jmlr.org/papers/v12/duchi11a.html"
    )
    traits = frozenset({"adaptive"})
    at_start = frozenset({"initial_accumulator_value"})

    learning_rate: LearningRate = param(default=0.001, help=LEARNING_RATE_HELP)
    initial_accumulator_value: Annotated[float, Ge(0)] = param(
        default=0.1, help="what the sum of squares starts from"
    )
    epsilon: Epsilon = param(default=1e-7, help=EPSILON_HELP)


class Adadelta(Mirror["keras.optimizers.Adadelta"], DecayingOptimizer):
    """Steps in the units of the weights: past steps' size over past gradients' size.

    For weights w with gradient g:

        a ← rho a + (1 - rho) g²
        d = g √(s + epsilon) / √(a + epsilon)
        s ← rho s + (1 - rho) d²
        w ← w - learning_rate d

    Both moving means start from 0. The paper has no learning rate, which is a learning rate of
    1, and epsilon 1e-6: with Keras' 0.001 it is a thousand times slower.
    """

    reference = "Zeiler 2012, ADADELTA: an adaptive learning rate method, arXiv:1212.5701"
    traits = frozenset({"adaptive"})

    learning_rate: LearningRate = param(default=0.001, help=LEARNING_RATE_HELP)
    rho: Decay = param(default=0.95, help="share of both moving means that a step leaves")
    epsilon: Epsilon = param(default=1e-7, help="added to both moving means")


class RMSprop(Mirror["keras.optimizers.RMSprop"], DecayingOptimizer):
    """Steps divided by the root of a moving mean of squared gradients.

    For weights w with gradient g:

        v ← rho v + (1 - rho) g²
        w ← w - learning_rate g / √(v + epsilon)

    With centered, the squared moving mean of g is subtracted from v, which leaves an estimate of
    the variance. With momentum, steps add up:

        a ← rho a + (1 - rho) g
        d = learning_rate g / √(v - a² + epsilon)
        m ← momentum m + d
        w ← w - m
    """

    reference = (
        "Tieleman & Hinton 2012, Lecture 6.5, Neural networks for machine learning, Coursera; "
        "centered: Graves 2013, arXiv:1308.0850"
    )
    traits = frozenset({"adaptive", "momentum"})

    learning_rate: LearningRate = param(default=0.001, help=LEARNING_RATE_HELP)
    rho: Decay = param(default=0.9, help="share of the moving mean that a step leaves")
    momentum: Annotated[float, Interval(ge=0, le=1)] = param(
        default=0.0, help="share of the last step that is taken again"
    )
    epsilon: Epsilon = param(default=1e-7, help=EPSILON_HELP)
    centered: bool = param(default=False, help="whether to divide by the deviation from the mean")


class Ftrl(Mirror["keras.optimizers.Ftrl"], DecayingOptimizer):
    """Follow the regularized leader: the weights that would have been best so far.

    For weights w with gradient g:

        d = ((n + g²)^p - n^p) / learning_rate
        z ← z + g + 2 l2_shrinkage w - d w
        n ← n + g²
        q = (n^p + beta) / learning_rate + 2 l2
        w ← (clip(z, -l1, l1) - z) / q

    p is -learning_rate_power; l1, l2 and l2_shrinkage are the penalties whose names begin so.
    Weights are exactly zero where |z| <= l1. n starts from initial_accumulator_value and z from
    0. Made for linear models with sparse features. The weights that training starts from count
    for the first step only.
    """

    reference = (
        "McMahan et al. 2013, Ad click prediction: a view from the trenches, "
        "doi:10.1145/2487575.2488200"
    )
    traits = frozenset({"adaptive", "sparsifying"})
    at_start = frozenset({"initial_accumulator_value"})

    learning_rate: LearningRate = param(default=0.001, help=LEARNING_RATE_HELP)
    learning_rate_power: Annotated[float, Le(0)] = param(
        default=-0.5, help="how steps shrink with squared gradients; 0 for not at all"
    )
    initial_accumulator_value: Annotated[float, Ge(0)] = param(
        default=0.1, help="what the sum of squares starts from"
    )
    l1_regularization_strength: Annotated[float, Ge(0)] = param(default=0.0, help="penalty on |w|")
    l2_regularization_strength: Annotated[float, Ge(0)] = param(default=0.0, help="penalty on w^2")
    l2_shrinkage_regularization_strength: Annotated[float, Ge(0)] = param(
        default=0.0, help="penalty on w^2 that enters through the gradient"
    )
    beta: Annotated[float, Ge(0)] = param(
        default=0.0, help="beta of the paper, which holds steps back"
    )


class Adafactor(Mirror["keras.optimizers.Adafactor"], DecayingOptimizer):
    """Squared gradients kept by row and column, steps in proportion to the weights.

    For weights w with gradient g, in step t from 1:

        b = 1 - t^beta_2_decay
        r ← b r + (1 - b) row_means(g² + epsilon_1)
        c ← b c + (1 - b) column_means(g² + epsilon_1)
        v = r cᵀ / mean(r)
        u = g / √v
        u ← u / max(1, rms(u) / clip_threshold)
        a = min(learning_rate, 1 / √t)
        w ← w - a max(epsilon_2, rms(w)) u

    For vectors v is the moving mean of g² + epsilon_1 itself. a is the smaller of the two
    whatever relative_step says; the paper caps it at 0.01, Keras' learning rate at 0.001.
    """

    reference = (
        "Shazeer & Stern 2018, Adafactor: adaptive learning rates with sublinear memory cost, "
        "arXiv:1804.04235"
    )
    traits = frozenset({"adaptive", "matrix", "scheduled"})

    learning_rate: LearningRate = param(
        default=0.001, help="largest size of a step, relative to weights"
    )
    beta_2_decay: Annotated[float, Le(0)] = param(
        default=-0.8, help="how fast the moving mean slows down"
    )
    epsilon_1: Annotated[float, Gt(0)] = param(default=1e-30, help="added to squared gradients")
    epsilon_2: Annotated[float, Ge(0)] = param(
        default=0.001, help="smallest size of weights that counts"
    )
    clip_threshold: Annotated[float, Gt(0)] = param(
        default=1.0, help="largest root mean square of u"
    )
    relative_step: bool = param(default=True, help="whether learning_rate is capped by 1 / sqrt(t)")
