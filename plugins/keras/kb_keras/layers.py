"""Keras layers for what Keras has as a function alone."""

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
