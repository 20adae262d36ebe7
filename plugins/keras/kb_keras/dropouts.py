"""Layers that disturb their input at random, in training only."""

import math
from typing import TYPE_CHECKING, Annotated, Literal

from kb_registry import Drawing, Ge, Interval, Seeded, param
from kb_registry import Dropout as DropoutKind

from kb_keras._densities import normal
from kb_keras._mirror import Mirror

if TYPE_CHECKING:
    import keras

Rate = Annotated[float, Interval(ge=0, lt=1)]
NoiseShape = tuple[Annotated[int, Ge(1)] | None, ...] | None
DataFormat = Literal["channels_first", "channels_last"] | None

NOISE_SHAPE_HELP = "shape of the mask, batch included; none for an axis as long as the input's"
DATA_FORMAT_HELP = "where channels stand; none for Keras' setting, channels_last out of the box"
SPATIAL = (
    "Tompson et al. 2015, Efficient object localization using convolutional networks, "
    "arXiv:1411.4280"
)


class Dropout(Mirror["keras.layers.Dropout"], Seeded, DropoutKind):
    """Each input set to zero with a probability, the others scaled up.

    y = x * mask / (1 - rate), with a mask of independent zeros (probability rate) and ones:
    the mean stays, the variance grows. The paper scales at prediction time instead and drops
    half of the hidden units and a fifth of the inputs. Behind selu take alpha_dropout.
    """

    reference = (
        "Srivastava et al. 2014, Dropout: a simple way to prevent neural networks from "
        "overfitting, https://jmlr.org/papers/v15/srivastava14a.html"
    )
    traits = frozenset({"random"})
    pairs_with = ("max_norm",)

    rate: Rate = param(example=0.2, help="share of inputs that is dropped")
    noise_shape: NoiseShape = param(default=None, help=NOISE_SHAPE_HELP)


class AlphaDropout(Mirror["keras.layers.AlphaDropout"], Seeded, DropoutKind):
    """Dropout that keeps mean 0 and variance 1, for selu.

    Dropped inputs are set to selu's limit alpha' = -1.7580993 rather than to zero, and the
    outcome is mapped to a * x + b with a = ((1 - rate) * (1 + rate * alpha'^2))^(-1/2) and
    b = -a * alpha' * rate. The paper finds rates of 0.05 and 0.1 to work well.
    """

    reference = "Klambauer et al. 2017, Self-normalizing neural networks, arXiv:1706.02515"
    traits = frozenset({"random", "keeps_moments", "self_normalizing"})
    pairs_with = ("selu", "lecun_normal")

    rate: Rate = param(example=0.2, help="share of inputs that is dropped")
    noise_shape: NoiseShape = param(default=None, help=NOISE_SHAPE_HELP)


class GaussianDropout(Mirror["keras.layers.GaussianDropout"], Seeded, DropoutKind):
    """Each input times a normal number of mean 1.

    The factor's standard deviation, sqrt(rate / (1 - rate)), is that of dropout's factor, so
    that a rate means the same in both.
    """

    reference = (
        "Srivastava et al. 2014, Dropout: a simple way to prevent neural networks from "
        "overfitting, section 10, https://jmlr.org/papers/v15/srivastava14a.html"
    )
    traits = frozenset({"random"})

    rate: Rate = param(example=0.2, help="rate of the dropout that it matches in variance")

    def drawing(self) -> Drawing | None:
        """The distribution of the factor."""
        return normal(1.0, math.sqrt(self.rate / (1 - self.rate)), "factor")


class GaussianNoise(Mirror["keras.layers.GaussianNoise"], Seeded, DropoutKind):
    """Each input plus a normal number of mean 0.

    On the inputs of a network that is a penalty on its derivatives, to first order.
    """

    reference = (
        "Bishop 1995, Training with noise is equivalent to Tikhonov regularization, "
        "doi:10.1162/neco.1995.7.1.108"
    )
    traits = frozenset({"random"})

    stddev: Annotated[float, Ge(0)] = param(example=0.1, help="standard deviation of the noise")

    def drawing(self) -> Drawing | None:
        """The distribution of what is added."""
        return normal(0.0, self.stddev, "noise")


class SpatialDropout1D(Mirror["keras.layers.SpatialDropout1D"], Seeded, DropoutKind):
    """Dropout of whole channels of a sequence, of shape (batch, steps, channels).

    Neighbouring steps are so alike that dropping single ones takes little away.
    """

    reference = SPATIAL
    traits = frozenset({"random"})

    rate: Rate = param(example=0.2, help="share of channels that is dropped")


class SpatialDropout2D(Mirror["keras.layers.SpatialDropout2D"], Seeded, DropoutKind):
    """Dropout of whole channels of an image, of shape (batch, rows, columns, channels).

    Neighbouring pixels are so alike that dropping single ones takes little away.
    """

    reference = SPATIAL
    traits = frozenset({"random", "images"})
    pairs_with = ("cnn",)

    rate: Rate = param(example=0.2, help="share of channels that is dropped")
    data_format: DataFormat = param(default=None, help=DATA_FORMAT_HELP)


class SpatialDropout3D(Mirror["keras.layers.SpatialDropout3D"], Seeded, DropoutKind):
    """Dropout of whole channels of a volume, of shape (batch, x, y, z, channels)."""

    reference = SPATIAL
    traits = frozenset({"random", "images"})

    rate: Rate = param(example=0.2, help="share of channels that is dropped")
    data_format: DataFormat = param(default=None, help=DATA_FORMAT_HELP)


class ActivityRegularization(Mirror["keras.layers.ActivityRegularization"], DropoutKind):
    """Penalty on what a layer puts out, rather than on its weights.

    Passes its input on and adds l1 * sum |x| + l2 * sum x^2, divided by the batch size, to
    the loss; before Keras 3.14 it isn't divided. Nothing is drawn at random; it stands here
    because it stands where dropout does.
    """

    traits = frozenset({"sparsifying", "shrinking"})

    l1: Annotated[float, Ge(0)] = param(default=0.0, help="factor on the sum of absolute outputs")
    l2: Annotated[float, Ge(0)] = param(default=0.0, help="factor on the sum of squared outputs")
