"""Activations over a whole axis: distributions over its entries, and its gating half."""

from typing import TYPE_CHECKING, ClassVar

from kb_registry import Activation, param

from kb_keras._mirror import Mirror
from kb_keras.activations._function import ActivationFunction

if TYPE_CHECKING:
    import keras


class Softmax(Mirror["keras.layers.Softmax"], Activation):
    """Probabilities in proportion to exp(x), along an axis.

    f(x)_i = exp(x_i) / sum_j exp(x_j). The head for one of several classes, in front of
    a cross-entropy without from_logits.
    """

    reference = (
        "Bridle 1990, Probabilistic interpretation of feedforward classification network "
        "outputs, doi:10.1007/978-3-642-76153-9_28"
    )
    traits = frozenset({"bounded", "saturating", "smooth", "probabilities", "needs_glorot_init"})
    pairs_with = ("glorot_uniform", "categorical_crossentropy", "sparse_categorical_crossentropy")

    axis: int | tuple[int, ...] = param(default=-1, help="axis or axes that sum to 1")


class LogSoftmax(ActivationFunction):
    """Logarithm of softmax, computed without overflow.

    f(x)_i = x_i - log sum_j exp(x_j). As a head it is as good as logits for a cross-entropy
    with from_logits.
    """

    function = "log_softmax"
    traits = frozenset({"smooth", "needs_glorot_init"})
    pairs_with = ("glorot_uniform",)

    axis: int = param(default=-1, help="axis whose exponentials sum to 1")


class Sparsemax(Activation):
    """Probabilities that may be exactly zero: the nearest point of the simplex.

    Subtracts a threshold from x and cuts off below zero, with the threshold such that the
    outputs sum to 1. Cross-entropy is infinite where the true class gets 0, so it suits gates
    and attention rather than heads.

    Keras up to 3.15 computes the threshold wrongly wherever more than one output is positive
    (keras-team/keras#23425), so this one is a layer of kb_keras, and a model with it needs
    this package to be loaded.
    """

    keras_name: ClassVar[str] = "keras.activations.sparsemax"
    reference = (
        "Martins & Astudillo 2016, From softmax to sparsemax: a sparse model of attention and "
        "multi-label classification, arXiv:1602.02068"
    )
    traits = frozenset({"bounded", "saturating", "probabilities", "needs_glorot_init"})
    pairs_with = ("glorot_uniform",)

    axis: int = param(default=-1, help="axis that sums to 1")

    def build(self) -> "keras.Layer":
        """Return a new Sparsemax layer of this package."""
        from kb_keras import layers

        return layers.Sparsemax(axis=self.axis)


class GLU(Activation):
    """One half of the features times the sigmoid of the other half.

    f([a, b]) = a * sigmoid(b). The output has half as many entries along the axis, which must
    be even: give the layer in front twice the units. The gate lets gradients through a
    without shrinking them.

    Keras' own Activation layer states the shape of its input as that of its output, so this
    one is a layer of kb_keras, and a model with it needs this package to be loaded.
    """

    reference = (
        "Dauphin et al. 2017, Language modeling with gated convolutional networks, arXiv:1612.08083"
    )
    traits = frozenset({"halving", "smooth", "needs_glorot_init"})
    pairs_with = ("glorot_uniform",)

    keras_name: ClassVar[str] = "keras.activations.glu"

    axis: int = param(default=-1, help="axis to halve")

    def build(self) -> "keras.Layer":
        """Return a new GLU layer of this package."""
        from kb_keras import layers

        return layers.GLU(axis=self.axis)
