"""Smooth relatives of the rectifier: inputs times a gate, and soft maxima with zero."""

import math
from typing import Annotated

from kb_registry import Ge, param

from kb_keras.activations._elementwise import Elementwise
from kb_keras.activations._function import ActivationFunction


class GELU(ActivationFunction, Elementwise):
    """Input times the share of a standard normal that lies below it: x * Phi(x).

    Like relu far from zero, with a dip of -0.17 at x = -0.75 and a smooth bend. The usual
    activation of transformers. The approximation is
    0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))), off by less than 0.0005.
    """

    function = "gelu"
    reference = "Hendrycks & Gimpel 2016, Gaussian error linear units (GELUs), arXiv:1606.08415"
    traits = frozenset({"rectifying", "smooth", "needs_he_init"})
    pairs_with = ("he_normal", "glorot_uniform")

    approximate: bool = param(
        default=False, help="whether to use tanh in place of the error function"
    )

    def _formula(self, x: float) -> float:
        if self.approximate:
            return 0.5 * x * (1 + math.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))
        return 0.5 * x * (1 + math.erf(x / math.sqrt(2)))


class SiLU(ActivationFunction, Elementwise):
    """Input times its own sigmoid: x / (1 + exp(-x)), also called swish.

    Dips to -0.28 at x = -1.28.
    """

    function = "silu"
    reference = (
        "Elfwing et al. 2018, Sigmoid-weighted linear units for neural network function "
        "approximation in reinforcement learning, arXiv:1702.03118; as swish: Ramachandran et "
        "al. 2017, Searching for activation functions, arXiv:1710.05941"
    )
    traits = frozenset({"rectifying", "smooth", "needs_he_init"})
    pairs_with = ("he_normal",)

    def _formula(self, x: float) -> float:
        return x / (1 + math.exp(-x))


class HardSiLU(ActivationFunction, Elementwise):
    """Piecewise approximation of silu: x * min(max(x + 3, 0), 6) / 6.

    Exactly 0 below -3 and exactly x above 3; cheap on small devices.
    """

    function = "hard_silu"
    reference = "Howard et al. 2019, Searching for MobileNetV3, arXiv:1905.02244"
    traits = frozenset({"rectifying", "dying", "needs_he_init"})
    pairs_with = ("he_normal",)

    def _formula(self, x: float) -> float:
        return x * min(max(x + 3, 0.0), 6.0) / 6


class Mish(ActivationFunction, Elementwise):
    """Input times the tanh of its softplus: x * tanh(log(1 + exp(x))).

    Close to silu, with a dip of -0.31 at x = -1.19.
    """

    function = "mish"
    reference = (
        "Misra 2019, Mish: a self regularized non-monotonic activation function, arXiv:1908.08681"
    )
    traits = frozenset({"rectifying", "smooth", "needs_he_init"})
    pairs_with = ("he_normal",)

    def _formula(self, x: float) -> float:
        return x * math.tanh(math.log1p(math.exp(x)))


class Softplus(ActivationFunction, Elementwise):
    """Smooth maximum of x and 0: log(1 + exp(x)).

    Always positive, log 2 at 0, and its derivative is sigmoid. Rather for heads that predict a
    positive number than for hidden layers, whose mean it drives up.
    """

    function = "softplus"
    reference = (
        "Dugas et al. 2001, Incorporating second-order functional knowledge for better option "
        "pricing, NIPS"
    )
    traits = frozenset({"rectifying", "monotonic", "smooth", "needs_he_init"})
    pairs_with = ("he_normal",)

    def _formula(self, x: float) -> float:
        return math.log1p(math.exp(x))


class Squareplus(ActivationFunction, Elementwise):
    """Softplus by algebra alone: (x + sqrt(x^2 + b)) / 2.

    Needs neither exp nor log. b is four times the square of the value at 0: b = 4 passes
    through 1 there, and b = 0 is relu.
    """

    function = "squareplus"
    reference = "Barron 2021, Squareplus: a softplus-like algebraic rectifier, arXiv:2112.11687"
    traits = frozenset({"rectifying", "monotonic", "smooth", "needs_he_init"})
    pairs_with = ("he_normal",)

    b: Annotated[float, Ge(0)] = param(default=4.0, help="roundness of the bend")

    def _formula(self, x: float) -> float:
        return (x + math.sqrt(x * x + self.b)) / 2


class SparsePlus(ActivationFunction, Elementwise):
    """Softplus that is exactly 0 below -1 and exactly x above 1.

    f(x) = (x + 1)^2 / 4 in between.
    """

    function = "sparse_plus"
    traits = frozenset({"rectifying", "monotonic", "smooth", "dying", "needs_he_init"})
    pairs_with = ("he_normal",)

    def _formula(self, x: float) -> float:
        return max(x, 0.0) if abs(x) >= 1 else (x + 1) ** 2 / 4
