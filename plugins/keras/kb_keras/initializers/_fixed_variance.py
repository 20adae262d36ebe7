"""Draws from a distribution that is the same for every kernel."""

from typing import TYPE_CHECKING, Annotated

from kb_registry import Drawing, Ge, Initializer, Seeded, param

from kb_keras import _densities as densities
from kb_keras._mirror import Mirror

if TYPE_CHECKING:
    import keras


class RandomNormal(Mirror["keras.initializers.RandomNormal"], Seeded, Initializer):
    """Normal with a fixed standard deviation, whatever the fans.

    The scale has to suit the width by hand: 0.05 is right, in He's sense, for 800 inputs.
    """

    traits = frozenset({"random"})

    mean: float = param(default=0.0, help="mean of the weights")
    stddev: Annotated[float, Ge(0)] = param(default=0.05, help="standard deviation of the weights")

    def drawing(self, shape: tuple[int, ...] = (300, 100)) -> Drawing | None:  # noqa: ARG002 - any
        """The distribution of the weights, whatever their shape."""
        return densities.normal(self.mean, self.stddev)


class TruncatedNormal(Mirror["keras.initializers.TruncatedNormal"], Seeded, Initializer):
    """Normal without its tails beyond two standard deviations.

    Unlike he_normal and its relatives it doesn't make up for the cut: the standard deviation
    of the weights is 0.88 times `stddev`.
    """

    traits = frozenset({"random"})

    mean: float = param(default=0.0, help="mean of the weights")
    stddev: Annotated[float, Ge(0)] = param(default=0.05, help="standard deviation before the cut")

    def drawing(self, shape: tuple[int, ...] = (300, 100)) -> Drawing | None:  # noqa: ARG002 - any
        """The distribution of the weights, whatever their shape."""
        return densities.truncated_normal(self.mean, self.stddev)


class RandomUniform(Mirror["keras.initializers.RandomUniform"], Seeded, Initializer):
    """Uniform between fixed limits, whatever the fans.

    The standard deviation is (maxval - minval) / sqrt(12), 0.029 by default.
    """

    traits = frozenset({"random"})

    minval: float = param(default=-0.05, help="lower limit")
    maxval: float = param(default=0.05, help="upper limit")

    def drawing(self, shape: tuple[int, ...] = (300, 100)) -> Drawing | None:  # noqa: ARG002 - any
        """The distribution of the weights, whatever their shape."""
        return densities.uniform(self.minval, self.maxval)
