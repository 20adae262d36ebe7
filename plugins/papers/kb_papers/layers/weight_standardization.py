"""Kernels of mean 0 and variance 1."""

from typing import Any

import keras

from kb_papers.layers._kernel_wrapper import KernelWrapper

ops = keras.ops


@keras.saving.register_keras_serializable(package="kb_papers")
class WeightStandardization(KernelWrapper):
    """Standardizes the incoming weights of each unit on their way into a layer.

    Args:
        layer: What has a kernel, such as a dense layer or a convolution.
        epsilon: Added to the variance.
        **kwargs: Of every layer: name, dtype.

    Shapes:
        Those of the layer inside.
    """

    def __init__(self, layer: keras.Layer, epsilon: float = 1e-5, **kwargs: Any) -> None:
        super().__init__(layer, **kwargs)  # type: ignore[no-untyped-call]  # Keras annotates nothing
        self.epsilon = epsilon

    def transformed(self, weight: Any, training: bool) -> Any:  # noqa: ARG002, FBT001 - as in the base class
        """The kernel standardized over all axes but the last; a bias as it is."""
        if weight is not self.layer.kernel:
            return weight
        kernel = ops.cast(weight, "float32")
        axes = list(range(len(weight.shape) - 1))
        mean, variance = ops.moments(kernel, axes, keepdims=True)
        return (kernel - mean) * ops.rsqrt(variance + self.epsilon)

    def get_config(self) -> dict[str, Any]:
        """What `from_config` needs."""
        return {**super().get_config(), "epsilon": self.epsilon}  # type: ignore[no-untyped-call]  # Keras annotates nothing
