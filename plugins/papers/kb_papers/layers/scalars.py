"""Single numbers that are learnt: Fixup's substitutes for a normalization."""

from typing import Any

import keras


@keras.saving.register_keras_serializable(package="kb_papers")
class ScalarBias(keras.layers.Layer):
    """Adds one learnt number, 0 at the start, to everything."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]  # Keras annotates nothing

    def build(self, _: Any) -> None:
        """Create the number."""
        self.bias = self.add_weight(shape=(), initializer="zeros", name="bias")  # type: ignore[no-untyped-call]  # Keras annotates nothing

    def call(self, inputs: Any) -> Any:
        """Shift the inputs."""
        return inputs + self.bias


@keras.saving.register_keras_serializable(package="kb_papers")
class ScalarScale(keras.layers.Layer):
    """Multiplies everything by one learnt number, 1 at the start."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]  # Keras annotates nothing

    def build(self, _: Any) -> None:
        """Create the number."""
        self.scale = self.add_weight(shape=(), initializer="ones", name="scale")  # type: ignore[no-untyped-call]  # Keras annotates nothing

    def call(self, inputs: Any) -> Any:
        """Scale the inputs."""
        return inputs * self.scale
