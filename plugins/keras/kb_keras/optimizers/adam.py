"""Adam and its family: moving means of gradients over moving means of their squares.

m and v start from 0; the hats in m̂ = m / (1 - beta_1ᵗ) and v̂ = v / (1 - beta_2ᵗ) make up for
that.
"""

from typing import TYPE_CHECKING, Annotated

from kb_registry import Ge, Interval, param

from kb_keras._mirror import Mirror
from kb_keras.optimizers._common import (
    BETA_1_HELP,
    BETA_2_HELP,
    EPSILON_HELP,
    LEARNING_RATE_HELP,
    Decay,
    DecayingOptimizer,
    Epsilon,
    KerasOptimizer,
    LearningRate,
)

if TYPE_CHECKING:
    import keras

ADAM = "Kingma & Ba 2015, Adam: a method for stochastic optimization, arXiv:1412.6980"


class AdamBase(DecayingOptimizer):
    """The parameters that the family shares."""

    learning_rate: LearningRate = param(default=0.001, help=LEARNING_RATE_HELP)
    beta_1: Decay = param(default=0.9, help=BETA_1_HELP)
    beta_2: Decay = param(default=0.999, help=BETA_2_HELP)
    epsilon: Epsilon = param(default=1e-7, help=EPSILON_HELP)


class Adam(Mirror["keras.optimizers.Adam"], AdamBase):
    """Steps of the gradients' moving mean over the root of their squares' moving mean.

    For weights w with gradient g, in step t from 1:

        m ← beta_1 m + (1 - beta_1) g
        v ← beta_2 v + (1 - beta_2) g²
        a = learning_rate √(1 - beta_2ᵗ) / (1 - beta_1ᵗ)
        w ← w - a m / (√v + epsilon)

    That is the form before section 2.1 of the paper, where epsilon is called epsilon hat:
    against v̂ = v / (1 - beta_2ᵗ) it counts for 1 / √(1 - beta_2ᵗ) of itself, 32 times as much
    in the first step. The paper has 1e-8, Keras 1e-7. amsgrad divides by the largest v so far.
    """

    reference = f"{ADAM}; amsgrad: Reddi et al. 2018, arXiv:1904.09237"
    traits = frozenset({"adaptive", "momentum"})

    amsgrad: bool = param(default=False, help="whether the denominator never falls")


class AdamW(Mirror["keras.optimizers.AdamW"], KerasOptimizer):
    """Adam with weight decay apart from the gradient.

    For weights w with gradient g, in step t from 1:

        w ← w - learning_rate weight_decay w
        m ← beta_1 m + (1 - beta_1) g
        v ← beta_2 v + (1 - beta_2) g²
        a = learning_rate √(1 - beta_2ᵗ) / (1 - beta_1ᵗ)
        w ← w - a m / (√v + epsilon)

    Unlike an l2 penalty, which adam divides by the size of gradients, the decay shrinks all
    weights alike: biases and the scales of normalizations too. The paper multiplies it by a
    schedule of its own rather than by the learning rate.
    """

    reference = "Loshchilov & Hutter 2019, Decoupled weight decay regularization, arXiv:1711.05101"
    traits = frozenset({"adaptive", "momentum", "decoupled_weight_decay"})
    pairs_with = ("cosine_decay", "cosine_decay_restarts")

    learning_rate: LearningRate = param(default=0.001, help=LEARNING_RATE_HELP)
    weight_decay: Annotated[float, Ge(0)] = param(
        default=0.004, help="each step, weights shrink by this times the learning rate"
    )
    beta_1: Decay = param(default=0.9, help=BETA_1_HELP)
    beta_2: Decay = param(default=0.999, help=BETA_2_HELP)
    epsilon: Epsilon = param(default=1e-7, help=EPSILON_HELP)
    amsgrad: bool = param(default=False, help="whether the denominator never falls")


class Adamax(Mirror["keras.optimizers.Adamax"], AdamBase):
    """Adam with the largest gradient of late in place of the root mean square.

    For weights w with gradient g, in step t from 1:

        m ← beta_1 m + (1 - beta_1) g
        u ← max(beta_2 u, |g|)
        w ← w - learning_rate / (1 - beta_1ᵗ) m / (u + epsilon)

    The paper has a learning rate of 0.002 and no epsilon.
    """

    reference = f"{ADAM}, section 7.1"
    traits = frozenset({"adaptive", "momentum"})


class Nadam(Mirror["keras.optimizers.Nadam"], AdamBase):
    """Adam with momentum that looks ahead, as nesterov's does.

    For weights w with gradient g, in step t from 1:

        μ(t) = beta_1 (1 - 0.96ᵗ / 2)
        P(t) = μ(1) μ(2) ... μ(t)
        m ← beta_1 m + (1 - beta_1) g
        v ← beta_2 v + (1 - beta_2) g²
        m̂ = μ(t+1) m / (1 - P(t+1)) + (1 - μ(t)) g / (1 - P(t))
        v̂ = v / (1 - beta_2ᵗ)
        w ← w - learning_rate m̂ / (√v̂ + epsilon)

    The paper has 0.96^(t / 250), so that momentum warms up over some thousand steps; in Keras it
    is there after a hundred.
    """

    reference = (
        "Dozat 2016, Incorporating Nesterov momentum into Adam, ICLR workshop, "
        "https://openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ"
    )
    traits = frozenset({"adaptive", "momentum"})


class Lamb(Mirror["keras.optimizers.Lamb"], AdamBase):
    """Adam with the step of each layer scaled to the norm of its weights.

    For weights w with gradient g, in step t from 1:

        m ← beta_1 m + (1 - beta_1) g
        v ← beta_2 v + (1 - beta_2) g²
        m̂ = m / (1 - beta_1ᵗ)
        v̂ = v / (1 - beta_2ᵗ)
        u = m̂ / (√v̂ + epsilon)
        w ← w - learning_rate ‖w‖ / ‖u‖ u

    Where w or u is all zeros, the ratio is 1. For very large batches. The paper adds weight
    decay to u before the ratio is taken and has an epsilon of 1e-6; Keras' weight_decay comes
    beforehand.
    """

    reference = (
        "You et al. 2020, Large batch optimization for deep learning: training BERT in 76 "
        "minutes, arXiv:1904.00962"
    )
    traits = frozenset({"adaptive", "momentum", "layerwise"})


class ScheduleFreeAdamW(Mirror["keras.optimizers.ScheduleFreeAdamW"], DecayingOptimizer):
    """Adam that averages its weights, in place of a learning rate that falls.

    For weights w with gradient g, in step t from 1:

        v ← beta_2 v + (1 - beta_2) g²
        v̂ = v / (1 - beta_2ᵗ)
        z ← z - learning_rate g / (√v̂ + epsilon)
        x ← x + (z - x) / t
        w ← (1 - beta_1) z + beta_1 x

    x is the mean of all z so far, and gradients are taken at w, the weights of the model.
    warmup_steps lets the learning rate grow linearly at the start. Needs Keras 3.14.

    The paper predicts with x, Keras with w. Keras recovers x from w and z, and on TensorFlow
    reads z after its step rather than before, in 3.15 still: x then moves against the step by
    (1 - beta_1) / beta_1 of it, and results aren't the paper's.
    """

    reference = "Defazio et al. 2024, The road less scheduled, arXiv:2405.15682"
    traits = frozenset({"adaptive", "scheduled", "warmup"})

    learning_rate: LearningRate = param(default=0.0025, help=LEARNING_RATE_HELP)
    beta_1: Annotated[float, Interval(gt=0, le=1)] = param(
        default=0.9, help="share of the mean of weights in where gradients are taken"
    )
    beta_2: Decay = param(default=0.999, help=BETA_2_HELP)
    epsilon: Epsilon = param(default=1e-8, help=EPSILON_HELP)
    warmup_steps: Annotated[int, Ge(0)] = param(
        default=0, help="steps until the full learning rate"
    )
