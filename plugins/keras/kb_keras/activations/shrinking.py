"""Activations that pull small inputs to zero, from both sides."""

from typing import Annotated

from kb_registry import Ge, param

from kb_keras.activations.function import ActivationFunction

HalfWidth = Annotated[float, Ge(0)]


class HardShrink(ActivationFunction):
    """Identity, but zero within a threshold of zero.

    f(x) = x for |x| > threshold, 0 elsewhere; it jumps there. Keeps few coefficients, as in
    sparse coding by iterative hard thresholding.
    """

    function = "hard_shrink"
    traits = frozenset({"monotonic", "dying"})

    threshold: HalfWidth = param(default=0.5, help="inputs no larger than this become 0")


class SoftShrink(ActivationFunction):
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


class TanhShrink(ActivationFunction):
    """What tanh takes away: x - tanh(x).

    About x^3 / 3 near zero, and x minus its sign far away.
    """

    function = "tanh_shrink"
    traits = frozenset({"smooth", "monotonic"})
