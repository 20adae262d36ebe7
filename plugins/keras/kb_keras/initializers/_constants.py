"""Weights that all start alike."""

from typing import TYPE_CHECKING

from kb_registry import Initializer, param

from kb_keras._mirror import Mirror

if TYPE_CHECKING:
    import keras


class Zeros(Mirror["keras.initializers.Zeros"], Initializer):
    """All zeros, Keras' default for biases and shifts.

    On a hidden kernel every unit of a layer would stay the same as its neighbours for ever.
    """

    traits = frozenset({"constant"})


class Ones(Mirror["keras.initializers.Ones"], Initializer):
    """All ones, Keras' default for the scales of normalizations."""

    traits = frozenset({"constant"})


class Constant(Mirror["keras.initializers.Constant"], Initializer):
    """One number everywhere, such as 0.25 for the slopes of prelu."""

    traits = frozenset({"constant"})

    value: float = param(default=0.0, help="what every weight starts as")
