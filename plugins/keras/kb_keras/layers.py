"""Keras layers for functions that Keras' own Activation layer gets wrong."""

from typing import Any

import keras


@keras.saving.register_keras_serializable(package="kb_keras")
class GLU(keras.layers.Layer):
    """Gated linear unit: one half of an axis times the sigmoid of the other.

    Args:
        axis: The axis to halve; its size must be even.
        **kwargs: Of every layer: name, dtype.

    Shapes:
        The input's, with `axis` half as long.
    """

    def __init__(self, axis: int = -1, **kwargs: Any) -> None:
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]  # Keras annotates nothing
        self.axis = axis

    def call(self, inputs: Any) -> Any:
        """Gate the inputs."""
        return keras.activations.glu(inputs, axis=self.axis)

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """The input's shape, with the axis half as long."""
        shape = list(input_shape)
        size = shape[self.axis]
        shape[self.axis] = None if size is None else size // 2
        return tuple(shape)

    def get_config(self) -> dict[str, Any]:
        """What `from_config` needs."""
        return {**super().get_config(), "axis": self.axis}


@keras.saving.register_keras_serializable(package="kb_keras")
class Sparsemax(keras.layers.Layer):
    """Nearest point of the simplex: probabilities that may be exactly zero.

    Args:
        axis: The axis that sums to 1.
        **kwargs: Of every layer: name, dtype.

    Shapes:
        The input's.
    """

    def __init__(self, axis: int = -1, **kwargs: Any) -> None:
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]  # Keras annotates nothing
        self.axis = axis

    def call(self, inputs: Any) -> Any:
        """Cut off below the threshold at which the rest sums to 1."""
        ops: Any = keras.ops
        x = ops.moveaxis(inputs, self.axis, -1)
        falling = -ops.sort(-x, axis=-1)
        ranks = ops.arange(1, ops.shape(x)[-1] + 1, dtype=x.dtype)
        stays = ops.cast(1 + ranks * falling > ops.cumsum(falling, axis=-1), x.dtype)
        kept = ops.sum(stays, axis=-1, keepdims=True)
        threshold = (ops.sum(stays * falling, axis=-1, keepdims=True) - 1) / kept
        return ops.moveaxis(ops.maximum(x - threshold, 0), -1, self.axis)

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """The input's shape."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """What `from_config` needs."""
        return {**super().get_config(), "axis": self.axis}
