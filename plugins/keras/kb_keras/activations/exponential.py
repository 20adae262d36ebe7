"""Rectifiers with an exponential below zero, and the exponential itself."""

import math
from typing import TYPE_CHECKING, Annotated

from kb_registry import Gt, param

from kb_keras._mirror import Mirror
from kb_keras.activations._elementwise import Elementwise
from kb_keras.activations._function import ActivationFunction

if TYPE_CHECKING:
    import keras

SELU_SCALE, SELU_ALPHA = 1.0507009873554805, 1.6732632423543772


class ELU(Mirror["keras.layers.ELU"], Elementwise):
    """Rectifier that runs smoothly into -alpha.

    f(x) = x for x > 0 and alpha * (exp(x) - 1) below. Negative outputs pull the mean of
    activations towards zero, and no unit dies. The derivative is continuous for alpha = 1
    only.
    """

    reference = (
        "Clevert et al. 2016, Fast and accurate deep network learning by exponential linear "
        "units (ELUs), arXiv:1511.07289"
    )
    traits = frozenset({"rectifying", "monotonic", "smooth", "needs_he_init"})
    pairs_with = ("he_normal",)

    alpha: Annotated[float, Gt(0)] = param(default=1.0, help="limit for x -> -inf, negated")

    def _formula(self, x: float) -> float:
        return x if x > 0 else self.alpha * math.expm1(x)


class CELU(ActivationFunction, Elementwise):
    """Elu whose derivative is continuous for every alpha.

    f(x) = x for x > 0 and alpha * (exp(x / alpha) - 1) below: alpha stretches the curve
    sideways too.
    """

    function = "celu"
    reference = (
        "Barron 2017, Continuously differentiable exponential linear units, arXiv:1704.07483"
    )
    traits = frozenset({"rectifying", "monotonic", "smooth", "needs_he_init"})
    pairs_with = ("he_normal",)

    alpha: Annotated[float, Gt(0)] = param(default=1.0, help="limit for x -> -inf, negated")

    def _formula(self, x: float) -> float:
        return x if x > 0 else self.alpha * math.expm1(x / self.alpha)


class SELU(ActivationFunction, Elementwise):
    """Scaled elu under which networks normalize themselves.

    f(x) = s * x for x > 0 and s * a * (exp(x) - 1) below, with s = 1.0507010 and
    a = 1.6732632. These make mean 0 and variance 1 a stable fixed point from layer to layer,
    given lecun_normal kernels, standardized inputs, a plain sequence of dense layers, and
    alpha_dropout in place of dropout. It needs no normalization layers.
    """

    function = "selu"
    reference = "Klambauer et al. 2017, Self-normalizing neural networks, arXiv:1706.02515"
    traits = frozenset({"rectifying", "monotonic", "self_normalizing", "needs_lecun_init"})
    pairs_with = ("lecun_normal", "alpha_dropout")

    def _formula(self, x: float) -> float:
        return SELU_SCALE * (x if x > 0 else SELU_ALPHA * math.expm1(x))


class Exponential(ActivationFunction, Elementwise):
    """exp(x), for positive outputs such as rates and variances.

    Overflows float32 above x = 88, so it suits heads rather than hidden layers.
    """

    function = "exponential"
    window = (-4.0, 2.0)
    traits = frozenset({"monotonic", "smooth"})
    pairs_with = ("poisson",)

    def _formula(self, x: float) -> float:
        return math.exp(x)
