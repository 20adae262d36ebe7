"""Optimizers with one learning rate for all weights: plain steps, momentum, and signs of it."""

from typing import TYPE_CHECKING, Annotated

from kb_registry import Interval, param

from kb_keras._mirror import Mirror
from kb_keras.optimizers._common import (
    LEARNING_RATE_HELP,
    Decay,
    DecayingOptimizer,
    LearningRate,
)

if TYPE_CHECKING:
    import keras


class SGD(Mirror["keras.optimizers.SGD"], DecayingOptimizer):
    """Gradient descent on batches, with momentum if asked for.

    For weights w with gradient g:

        w ← w - learning_rate g

    With momentum, and then with nesterov in place of its second line:

        v ← momentum v - learning_rate g
        w ← w + v
        w ← w + momentum v - learning_rate g

    The last is the gradient step from where momentum will carry w. Common choices are
    momentum=0.9 and nesterov=true. The learning rate acts on the gradient inside v, so that a
    schedule's change comes through gradually.
    """

    reference = (
        "Robbins & Monro 1951, A stochastic approximation method, doi:10.1214/aoms/1177729586; "
        "Polyak 1964, doi:10.1016/0041-5553(64)90137-5; Sutskever et al. 2013, On the importance "
        "of initialization and momentum in deep learning, "
        "https://proceedings.mlr.press/v28/sutskever13.html"
    )
    traits = frozenset({"momentum"})

    learning_rate: LearningRate = param(default=0.01, help=LEARNING_RATE_HELP)
    momentum: Annotated[float, Interval(ge=0, le=1)] = param(
        default=0.0, help="share of the last step that is taken again"
    )
    nesterov: bool = param(default=False, help="whether momentum looks ahead; needs momentum")


class Lion(Mirror["keras.optimizers.Lion"], DecayingOptimizer):
    """Steps of one size in the direction of momentum's sign.

    For weights w with gradient g:

        w ← w - learning_rate sign(beta_1 m + (1 - beta_1) g)
        m ← beta_2 m + (1 - beta_2) g

    Every weight moves by the full learning rate every step: the paper takes a third to a tenth
    of adamw's learning rate, and a weight_decay larger by as much. Half the memory of adam.
    """

    reference = "Chen et al. 2023, Symbolic discovery of optimization algorithms, arXiv:2302.06675"
    traits = frozenset({"momentum", "sign"})

    learning_rate: LearningRate = param(default=0.001, help=LEARNING_RATE_HELP)
    beta_1: Annotated[float, Interval(gt=0, le=1)] = param(
        default=0.9, help="share of momentum in the direction of a step"
    )
    beta_2: Decay = param(default=0.99, help="share of momentum that a step leaves")
