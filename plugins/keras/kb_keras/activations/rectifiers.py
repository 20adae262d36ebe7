"""Rectifiers: positive inputs pass, negative ones are cut off or damped by a slope."""

from typing import TYPE_CHECKING, Annotated

from kb_registry import Constraint, Drawing, Ge, Initializer, Regularizer, param

from kb_keras._mirror import Mirror
from kb_keras.activations._elementwise import Elementwise
from kb_keras.activations._function import ActivationFunction
from kb_keras.initializers import Constant, Ones, Zeros

if TYPE_CHECKING:
    import keras


class ReLU(Mirror["keras.layers.ReLU"], Elementwise):
    """Rectifier: max(x, 0).

    The gradient is 1 for x > 0 and 0 below, so that a unit whose input is negative for every
    sample is dead for good. With the parameters, f(x) is min(x, max_value) for x > threshold, and
    negative_slope * (x - threshold) below.
    """

    reference = (
        "Nair & Hinton 2010, Rectified linear units improve restricted Boltzmann machines, ICML"
    )
    traits = frozenset({"rectifying", "monotonic", "dying", "needs_he_init"})
    pairs_with = ("he_normal", "he_uniform")

    max_value: Annotated[float, Ge(0)] | None = param(
        default=None, help="upper limit; none for no limit"
    )
    negative_slope: Annotated[float, Ge(0)] = param(default=0.0, help="slope below the threshold")
    threshold: Annotated[float, Ge(0)] = param(default=0.0, help="where inputs start to pass")

    def _formula(self, x: float) -> float:
        if x > self.threshold:
            return x if self.max_value is None else min(x, self.max_value)
        return self.negative_slope * (x - self.threshold)

    def _bends(self) -> tuple[float, ...]:
        return (self.threshold, self.max_value or 0.0)


class ReLU6(ActivationFunction, Elementwise):
    """Rectifier with a ceiling: min(max(x, 0), 6).

    The ceiling keeps activations within what few bits can tell apart, for quantized models.
    """

    function = "relu6"
    reference = (
        "Krizhevsky 2010, Convolutional deep belief networks on CIFAR-10; Howard et al. 2017, "
        "MobileNets, arXiv:1704.04861"
    )
    traits = frozenset(
        {"rectifying", "monotonic", "bounded", "saturating", "dying", "needs_he_init"}
    )
    pairs_with = ("he_normal",)

    def _formula(self, x: float) -> float:
        return min(max(x, 0.0), 6.0)

    def _bends(self) -> tuple[float, ...]:
        return (6.0,)


class LeakyReLU(Mirror["keras.layers.LeakyReLU"], Elementwise):
    """Rectifier that lets a fixed share of negative inputs through.

    f(x) = x for x >= 0 and negative_slope * x below, so that no unit dies. The paper has a
    slope of 0.01, Keras' layer 0.3, and Keras' function of the same name 0.2: say which one
    you mean. Kernels of variance 2 / (1 + slope^2) / fan_in keep the signal:
    variance_scaling(scale=...), near he_normal for small slopes.
    """

    reference = (
        "Maas et al. 2013, Rectifier nonlinearities improve neural network acoustic models, "
        "ICML workshop on deep learning for audio, speech and language processing"
    )
    traits = frozenset({"rectifying", "monotonic", "needs_he_init"})
    pairs_with = ("he_normal", "variance_scaling")

    negative_slope: Annotated[float, Ge(0)] = param(default=0.3, help="slope for x < 0")

    def _formula(self, x: float) -> float:
        return x if x >= 0 else self.negative_slope * x


class PReLU(Mirror["keras.layers.PReLU"], Elementwise):
    """Rectifier that learns its slope for negative inputs, unit by unit.

    f(x) = x for x >= 0 and alpha * x below. alpha is trained and has the shape of one sample:
    for images that is a slope for every pixel and channel, unless shared_axes=[1,2] shares it
    over rows and columns. The paper starts from 0.25, Keras from 0, where it is relu to begin
    with; the paper also warns of weight decay on alpha.
    """

    reference = (
        "He et al. 2015, Delving deep into rectifiers: surpassing human-level performance on "
        "ImageNet classification, arXiv:1502.01852"
    )
    traits = frozenset({"rectifying", "learned", "needs_he_init"})
    pairs_with = ("he_normal",)

    alpha_initializer: Initializer = param(default=Zeros(), help="slopes before training")
    alpha_regularizer: Regularizer | None = param(default=None, help="penalty on the slopes")
    alpha_constraint: Constraint | None = param(default=None, help="projection of the slopes")
    shared_axes: tuple[Annotated[int, Ge(1)], ...] | None = param(
        default=None, help="axes that share a slope, from 1; [1,2] for images"
    )

    def drawing(self) -> Drawing | None:
        """The function before training, where all slopes start alike."""
        return super().drawing() if self._slope() is not None else None

    def _formula(self, x: float) -> float:
        return x if x >= 0 else (self._slope() or 0.0) * x

    def _slope(self) -> float | None:
        match self.alpha_initializer:
            case Zeros():
                return 0.0
            case Ones():
                return 1.0
            case Constant(value=value):
                return value
            case _:
                return None


class Threshold(ActivationFunction, Elementwise):
    """Identity above a threshold, a constant below.

    f(x) = x for x > threshold, default_value elsewhere. Unlike relu with a threshold, it jumps
    there. Keras gives its parameters no defaults; these make it max(x, 0).
    """

    function = "threshold"
    reference = (
        "Konda et al. 2014, Zero-bias autoencoders and the benefits of co-adapting features, "
        "arXiv:1402.3337"
    )
    traits = frozenset({"rectifying", "monotonic", "dying", "needs_he_init"})
    pairs_with = ("he_normal",)

    threshold: float = param(default=0.0, help="above it, inputs pass")
    default_value: float = param(default=0.0, help="output for all other inputs")

    def _formula(self, x: float) -> float:
        return x if x > self.threshold else self.default_value

    def _bends(self) -> tuple[float, ...]:
        return (self.threshold,)
