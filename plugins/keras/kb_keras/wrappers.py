"""Layers around a layer, which change its kernel."""

from typing import TYPE_CHECKING, Annotated, ClassVar

from kb_registry import Ge, Wrapper, param

from kb_keras._mirror import arguments, keras_class

if TYPE_CHECKING:
    import keras


class SpectralNormalization(Wrapper):
    """Kernel divided by its largest singular value, so that the layer stretches no input.

    In each training step u <- normalize(normalize(u W^T) W), power_iterations times over, and
    W <- W / sigma with sigma = v W u^T and v = normalize(u W^T): sigma comes close to the
    largest singular value as steps go by. A convolution's kernel is taken for a matrix of shape
    (rows * columns * channels, filters). The paper keeps W and divides on the way into the
    layer, so that the gradient goes through sigma; Keras writes the quotient into the kernel.
    The first u is drawn from Keras' global generator, which a run seeds.
    """

    keras_name: ClassVar = "keras.layers.SpectralNormalization"
    reference = (
        "Miyato et al. 2018, Spectral normalization for generative adversarial networks, "
        "arXiv:1802.05957"
    )
    traits = frozenset({"stateful"})

    power_iterations: Annotated[int, Ge(1)] = param(
        default=1, help="steps towards the largest singular value, each training step"
    )

    def build(self, layer: "keras.Layer") -> "keras.Layer":
        """Return a new layer around one that has a kernel."""
        wrapper: keras.Layer = keras_class(self.keras_name)(layer, **arguments(self))
        return wrapper
