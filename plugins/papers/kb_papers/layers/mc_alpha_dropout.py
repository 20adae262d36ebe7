"""Alpha dropout that never rests."""

from typing import Any

import keras


@keras.saving.register_keras_serializable(package="kb_papers")
class MCAlphaDropout(keras.layers.AlphaDropout):
    """Alpha dropout that is as active in inference as in training.

    Its output has the shape of its input. Each value is set to SELU's negative saturation with
    probability `rate`; an affine map then restores mean 0 and variance 1.
    """

    def call(self, inputs: Any, training: bool | None = None) -> Any:  # noqa: ARG002, FBT001 - Keras' signature
        """Drop values, whatever `training` says."""
        return super().call(inputs, training=True)  # type: ignore[no-untyped-call]  # Keras annotates nothing
