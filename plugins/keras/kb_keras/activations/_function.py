"""Activations that Keras offers as functions, without a layer of their own."""

from typing import TYPE_CHECKING, ClassVar

from kb_registry import Activation

from kb_keras._mirror import arguments

if TYPE_CHECKING:
    import keras


class ActivationFunction(Activation):
    """A function of `keras.activations`, as a layer.

    With parameters, what the layer holds is the operation of `keras.ops` that a functional
    model would hold: Keras saves it with its parameters, and loads it without this package.

    Attributes:
        function: Its name in `keras.activations`, and in `keras.ops` if it has parameters.
    """

    function: ClassVar[str]

    def build(self) -> "keras.layers.Activation":
        """Return a new Activation layer."""
        import keras

        if not self.parameters():
            return keras.layers.Activation(self.function)
        some = keras.KerasTensor((None, 1))
        outputs = getattr(keras.ops, self.function)(some, **arguments(self))
        (operation,) = keras.Function(some, outputs).operations
        operation.name = self.function  # as Keras counts operations, no two models would be equal
        return keras.layers.Activation(operation)
