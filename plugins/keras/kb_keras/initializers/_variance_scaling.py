"""Draws whose variance follows from the fans of a kernel."""

from typing import TYPE_CHECKING, Annotated, Literal

from kb_registry import Drawing, Gt, Initializer, Seeded, param

from kb_keras import _densities as densities
from kb_keras._mirror import Mirror

if TYPE_CHECKING:
    import keras

GLOROT = (
    "Glorot & Bengio 2010, Understanding the difficulty of training deep feedforward neural "
    "networks, AISTATS, https://proceedings.mlr.press/v9/glorot10a.html"
)
HE = (
    "He et al. 2015, Delving deep into rectifiers: surpassing human-level performance on "
    "ImageNet classification, arXiv:1502.01852"
)
LECUN = (
    "LeCun et al. 1998, Efficient backprop, in Neural Networks: Tricks of the Trade, "
    "doi:10.1007/3-540-49430-8_2; used in Klambauer et al. 2017, arXiv:1706.02515"
)


class GlorotUniform(Mirror["keras.initializers.GlorotUniform"], Seeded, Initializer):
    """Uniform with variance 2 / (fan_in + fan_out), Keras' default for kernels.

    Draws from [-limit, limit] with limit = sqrt(6 / (fan_in + fan_out)), a compromise between
    keeping the variance of activations (forwards) and of gradients (backwards). Derived for
    layers that are about linear around zero. Behind rectifiers signals shrink by half a layer;
    take he_* there.
    """

    reference = GLOROT
    traits = frozenset({"random", "glorot"})
    pairs_with = ("tanh", "sigmoid", "softmax", "linear")

    def drawing(self, shape: tuple[int, ...] = (300, 100)) -> Drawing | None:
        """The distribution of weights of a shape."""
        return densities.scaled(1.0, "fan_avg", "uniform", shape)


class GlorotNormal(Mirror["keras.initializers.GlorotNormal"], Seeded, Initializer):
    """Truncated normal with variance 2 / (fan_in + fan_out).

    Keras cuts at two standard deviations and widens the normal beforehand, so that the
    standard deviation after cutting is sqrt(2 / (fan_in + fan_out)) as intended.
    """

    reference = GLOROT
    traits = frozenset({"random", "glorot"})
    pairs_with = ("tanh", "sigmoid", "softmax", "linear")

    def drawing(self, shape: tuple[int, ...] = (300, 100)) -> Drawing | None:
        """The distribution of weights of a shape."""
        return densities.scaled(1.0, "fan_avg", "truncated_normal", shape)


class HeUniform(Mirror["keras.initializers.HeUniform"], Seeded, Initializer):
    """Uniform with variance 2 / fan_in, for rectifiers.

    Draws from [-limit, limit] with limit = sqrt(6 / fan_in). The 2 makes up for the half of
    the variance that a rectifier cuts off.
    """

    reference = HE
    traits = frozenset({"random", "he"})
    pairs_with = ("relu", "leaky_relu", "prelu", "elu", "gelu", "silu")

    def drawing(self, shape: tuple[int, ...] = (300, 100)) -> Drawing | None:
        """The distribution of weights of a shape."""
        return densities.scaled(2.0, "fan_in", "uniform", shape)


class HeNormal(Mirror["keras.initializers.HeNormal"], Seeded, Initializer):
    """Truncated normal with variance 2 / fan_in, for rectifiers.

    The paper draws from an unbounded normal; Keras cuts at two standard deviations and widens
    the normal beforehand, so that the standard deviation after cutting is sqrt(2 / fan_in) all
    the same.
    """

    reference = HE
    traits = frozenset({"random", "he"})
    pairs_with = ("relu", "leaky_relu", "prelu", "elu", "gelu", "silu")

    def drawing(self, shape: tuple[int, ...] = (300, 100)) -> Drawing | None:
        """The distribution of weights of a shape."""
        return densities.scaled(2.0, "fan_in", "truncated_normal", shape)


class LecunUniform(Mirror["keras.initializers.LecunUniform"], Seeded, Initializer):
    """Uniform with variance 1 / fan_in.

    Draws from [-limit, limit] with limit = sqrt(3 / fan_in), which keeps the variance of a
    linear layer.
    """

    reference = LECUN
    traits = frozenset({"random", "lecun"})
    pairs_with = ("selu",)

    def drawing(self, shape: tuple[int, ...] = (300, 100)) -> Drawing | None:
        """The distribution of weights of a shape."""
        return densities.scaled(1.0, "fan_in", "uniform", shape)


class LecunNormal(Mirror["keras.initializers.LecunNormal"], Seeded, Initializer):
    """Truncated normal with variance 1 / fan_in, for selu.

    Networks normalize themselves (Klambauer et al. 2017) only with this initializer or
    lecun_uniform, selu after every layer, alpha_dropout or none, and standardized inputs.
    Keras cuts at two standard deviations and makes up for it.
    """

    reference = LECUN
    traits = frozenset({"random", "lecun"})
    pairs_with = ("selu",)

    def drawing(self, shape: tuple[int, ...] = (300, 100)) -> Drawing | None:
        """The distribution of weights of a shape."""
        return densities.scaled(1.0, "fan_in", "truncated_normal", shape)


class VarianceScaling(Mirror["keras.initializers.VarianceScaling"], Seeded, Initializer):
    """Variance scale / fan, the family that glorot_*, he_* and lecun_* belong to.

    glorot is scale 1 with fan_avg, he is scale 2 with fan_in, lecun is scale 1 with fan_in.
    With fan_in the forward signal keeps its variance, with fan_out the gradient does. Leaky
    rectifiers of slope a want scale = 2 / (1 + a^2).
    """

    reference = HE
    traits = frozenset({"random"})
    pairs_with = ("leaky_relu",)

    scale: Annotated[float, Gt(0)] = param(default=1.0, help="variance times fan")
    mode: Literal["fan_in", "fan_out", "fan_avg"] = param(default="fan_in", help="fan to divide by")
    distribution: Literal["truncated_normal", "untruncated_normal", "uniform"] = param(
        default="truncated_normal",
        help="shape of the distribution; its variance is the same in each",
    )

    def drawing(self, shape: tuple[int, ...] = (300, 100)) -> Drawing | None:
        """The distribution of weights of a shape."""
        return densities.scaled(self.scale, self.mode, self.distribution, shape)
