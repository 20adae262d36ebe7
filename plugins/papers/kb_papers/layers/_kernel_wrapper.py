"""A layer that sees other weights than its own."""

from typing import Any

import keras


class KernelWrapper(keras.layers.Wrapper):
    """Calls a layer with weights that are made from its own in each call.

    The layer keeps its weights, and with them its initializers, regularizers and constraints;
    gradients reach them through `transformed`, which subclasses define.

    Args:
        layer: What has a kernel, such as a dense layer or a convolution.
        **kwargs: Of every layer: name, dtype.

    Shapes:
        Those of the layer inside.
    """

    def build(self, input_shape: Any = None) -> None:
        """Build the layer inside.

        Raises:
            ValueError: It has no kernel.
        """
        super().build(input_shape)  # type: ignore[no-untyped-call]  # Keras annotates nothing
        if not hasattr(self.layer, "kernel"):
            raise ValueError(f"{self.layer.name} has no kernel to transform.")

    def transformed(self, weight: Any, training: bool) -> Any:  # noqa: FBT001 - as Keras passes it on
        """What the layer inside sees in place of one of its weights."""
        raise NotImplementedError

    def call(self, inputs: Any, training: bool | None = None) -> Any:  # noqa: FBT001 - Keras' signature
        """Call the layer inside."""
        variables = self.layer.trainable_variables, self.layer.non_trainable_variables
        seen = {id(w): self.transformed(w, bool(training)) for w in self.layer.weights}
        values = [[seen.get(id(each), each) for each in group] for group in variables]
        outputs, _ = self.layer.stateless_call(*values, inputs)
        return outputs

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """The shape that the layer inside puts out."""
        shape: tuple[int | None, ...] = self.layer.compute_output_shape(input_shape)
        return shape
