"""Activations with limits on both sides, and those for no limits at all."""

import math

from kb_keras.activations._elementwise import Elementwise
from kb_keras.activations._function import ActivationFunction


class Sigmoid(ActivationFunction, Elementwise):
    """Logistic function 1 / (1 + exp(-x)), between 0 and 1.

    The head for one of two classes. In hidden layers its mean of 0.5 and its gradient of at
    most 0.25 make deep networks hard to train.
    """

    function = "sigmoid"
    traits = frozenset({"bounded", "saturating", "smooth", "monotonic", "needs_glorot_init"})
    pairs_with = ("glorot_uniform", "glorot_normal")

    def _formula(self, x: float) -> float:
        return 1 / (1 + math.exp(-x))


class HardSigmoid(ActivationFunction, Elementwise):
    """Piecewise linear sigmoid: min(max(x / 6 + 1/2, 0), 1).

    Until Keras 2 the slope was 0.2.
    """

    function = "hard_sigmoid"
    reference = (
        "Courbariaux et al. 2015, BinaryConnect, arXiv:1511.00363 (with a slope of 1/2); Howard "
        "et al. 2019, Searching for MobileNetV3, arXiv:1905.02244"
    )
    traits = frozenset({"bounded", "saturating", "monotonic", "dying", "needs_glorot_init"})
    pairs_with = ("glorot_uniform",)

    def _formula(self, x: float) -> float:
        return min(max(x / 6 + 0.5, 0.0), 1.0)


class SparseSigmoid(ActivationFunction, Elementwise):
    """Straight line from 0 at x = -1 to 1 at x = 1, flat beyond.

    f(x) = (x + 1) / 2 in between: the derivative of sparse_plus.
    """

    function = "sparse_sigmoid"
    traits = frozenset({"bounded", "saturating", "monotonic", "dying", "needs_glorot_init"})
    pairs_with = ("glorot_uniform",)

    def _formula(self, x: float) -> float:
        return min(max((x + 1) / 2, 0.0), 1.0)


class LogSigmoid(ActivationFunction, Elementwise):
    """Logarithm of sigmoid: -log(1 + exp(-x)), never above 0.

    For heads that predict log-probabilities; about x far below 0.
    """

    function = "log_sigmoid"
    traits = frozenset({"smooth", "monotonic"})

    def _formula(self, x: float) -> float:
        return -math.log1p(math.exp(-x))


class Tanh(ActivationFunction, Elementwise):
    """Hyperbolic tangent, between -1 and 1.

    Odd, so that the mean stays near zero, with slope 1 at 0.
    """

    function = "tanh"
    reference = "LeCun et al. 1998, Efficient backprop, doi:10.1007/3-540-49430-8_2"
    traits = frozenset({"bounded", "saturating", "smooth", "monotonic", "needs_glorot_init"})
    pairs_with = ("glorot_uniform", "glorot_normal")

    def _formula(self, x: float) -> float:
        return math.tanh(x)


class HardTanh(ActivationFunction, Elementwise):
    """Identity cut off at -1 and 1: max(-1, min(x, 1))."""

    function = "hard_tanh"
    reference = "Collobert 2004, Large scale machine learning, thesis, Université Paris 6"
    traits = frozenset({"bounded", "saturating", "monotonic", "dying", "needs_glorot_init"})
    pairs_with = ("glorot_uniform",)

    def _formula(self, x: float) -> float:
        return min(max(x, -1.0), 1.0)


class Softsign(ActivationFunction, Elementwise):
    """x / (1 + |x|), a tanh with long tails.

    Runs towards its limits like 1/x rather than exponentially, so that it saturates gently.
    """

    function = "softsign"
    reference = (
        "Glorot & Bengio 2010, Understanding the difficulty of training deep feedforward neural "
        "networks, AISTATS, https://proceedings.mlr.press/v9/glorot10a.html"
    )
    traits = frozenset({"bounded", "saturating", "smooth", "monotonic", "needs_glorot_init"})
    pairs_with = ("glorot_uniform",)

    def _formula(self, x: float) -> float:
        return x / (1 + abs(x))


class Linear(ActivationFunction, Elementwise):
    """Identity: the output is the input.

    The head of a regression. A network with nothing else in it is a linear map, however deep.
    """

    function = "linear"
    traits = frozenset({"smooth", "monotonic", "needs_glorot_init"})
    pairs_with = ("glorot_uniform",)

    def _formula(self, x: float) -> float:
        return x
