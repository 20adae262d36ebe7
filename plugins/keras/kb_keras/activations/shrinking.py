"""Activations that pull small inputs to zero, from both sides."""

import math
from typing import Annotated

from kb_registry import Ge, param

from kb_keras.activations._elementwise import Elementwise
from kb_keras.activations._function import ActivationFunction

HalfWidth = Annotated[float, Ge(0)]


class HardShrink(ActivationFunction, Elementwise):
    """Identity, but zero within a threshold of zero.

    f(x) = x for |x| > threshold, 0 elsewhere; it jumps there. Keeps few coefficients, as in
    sparse coding by iterative hard thresholding.
    """

    function = "hard_shrink"
    traits = frozenset({"monotonic", "dying"})

    threshold: HalfWidth = param(default=0.5, help="inputs no larger than this become 0")

    def _formula(self, x: float) -> float:
        return x if abs(x) > self.threshold else 0.0

    def _bends(self) -> tuple[float, ...]:
        return (-self.threshold, self.threshold)


class SoftShrink(ActivationFunction, Elementwise):
    """Input moved towards zero by a threshold, and zero within it.

    f(x) = sign(x) * max(|x| - threshold, 0): the step of iterative shrinkage for penalties on
    absolute values.
    """

    function = "soft_shrink"
    reference = (
        "Donoho 1995, De-noising by soft-thresholding, IEEE Transactions on Information Theory, "
        "doi:10.1109/18.382009"
    )
    traits = frozenset({"monotonic", "dying"})

    threshold: HalfWidth = param(default=0.5, help="how far inputs are moved towards 0")

    def _formula(self, x: float) -> float:
        return math.copysign(max(abs(x) - self.threshold, 0.0), x)

    def _bends(self) -> tuple[float, ...]:
        return (-self.threshold, self.threshold)


class TanhShrink(ActivationFunction, Elementwise):
    """What tanh takes away: x - tanh(x).

    About x^3 / 3 near zero, and x minus its sign far away.
    """

    function = "tanh_shrink"
    traits = frozenset({"smooth", "monotonic"})

    def _formula(self, x: float) -> float:
        return x - math.tanh(x)
