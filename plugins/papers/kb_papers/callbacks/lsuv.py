"""Kernels scaled by what they do to real samples."""

from typing import Any

import keras
import numpy as np
from kb_registry import derive_seed


class UnitVariance(keras.callbacks.Callback):
    """Brings the variance of each layer's output to 1 before the first step.

    Args:
        x: Samples to look at, of the model's input shape; None to do nothing.
        tolerance: Largest distance of a variance from 1.
        attempts: Most divisions of a kernel.
        seed: Of the orthogonal matrices that kernels start from; None for others each time.
    """

    def __init__(self, x: Any, tolerance: float, attempts: int, seed: int | None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # Keras annotates nothing
        self.x = x
        self.tolerance = tolerance
        self.attempts = attempts
        self.seed = seed

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:  # noqa: ARG002 - Keras' signature
        """Scale the kernels, unless an earlier run is resumed."""
        if self.x is None or int(self.model.optimizer.iterations) > 0:
            return
        for layer in filter(is_affine, self.model.layers):
            self._start_orthogonal(layer)
            self._scale(layer)

    def _start_orthogonal(self, layer: Any) -> None:
        seed = None if self.seed is None else derive_seed(self.seed, layer.name)
        draw = keras.initializers.Orthogonal(seed=seed)
        layer.kernel.assign(draw(layer.kernel.shape, layer.kernel.dtype))

    def _scale(self, layer: Any) -> None:
        part = keras.Model(self.model.input, layer.output)
        for _ in range(self.attempts):
            variance = float(np.var(part(self.x, training=False)))
            if variance == 0 or abs(variance - 1) < self.tolerance:
                return
            layer.kernel.assign(layer.kernel / variance**0.5)


def is_affine(layer: Any) -> bool:
    """Whether a layer is an affine map and nothing more."""
    linear = getattr(layer, "activation", None) is keras.activations.linear
    return linear and hasattr(layer, "kernel")
