"""Dropout that never rests."""

from typing import Any

import keras


@keras.saving.register_keras_serializable(package="kb_papers")
class MCDropout(keras.layers.Dropout):
    """Dropout that is as active in inference as in training.

    Its output has the shape of its input. Each value is zero with probability `rate`, else
    scaled by `1 / (1 - rate)`, so the mean stays.
    """

    def call(self, inputs: Any, training: bool | None = None) -> Any:  # noqa: ARG002, FBT001 - Keras' signature
        """Drop values, whatever `training` says."""
        return super().call(inputs, training=True)  # type: ignore[no-untyped-call]  # Keras annotates nothing
