"""Samples to look at and to step on."""

from typing import Any

import keras
import numpy as np
from attrs import frozen

POOL = 4_096
"""Samples that steps are taken on."""


@frozen(eq=False)
class Pool:
    """Some samples with their targets, as tensors.

    Attributes:
        x: In the structure that the model takes.
        y: In the structure that the loss takes.
        size: Number of samples.
    """

    x: Any
    y: Any
    size: int

    @classmethod
    def draw(cls, x: Any, y: Any, seed: int = 0) -> "Pool":
        """Take up to `POOL` samples at random, the same for the same seed."""
        count = len(keras.tree.flatten(x)[0])
        rows = np.random.default_rng(seed).permutation(count)[:POOL]
        return cls(_taken(x, np.sort(rows)), _taken(y, np.sort(rows)), len(rows))

    def arrays(self) -> tuple[Any, Any]:
        """All samples and targets, as NumPy arrays."""
        return keras.tree.map_structure(np.asarray, self.x), keras.tree.map_structure(
            np.asarray, self.y
        )

    def first(self, count: int) -> tuple[Any, Any]:
        """Some samples, spread over the pool."""
        rows = np.linspace(0, self.size - 1, min(count, self.size)).astype(np.int64)
        return self.rows(rows)

    def rows(self, rows: Any) -> tuple[Any, Any]:
        """The samples of some rows."""
        import tensorflow as tf

        def take(values: Any) -> Any:
            return tf.gather(values, rows)

        return keras.tree.map_structure(take, self.x), keras.tree.map_structure(take, self.y)

    def order(self, steps: int, batch_size: int, seed: int) -> "np.ndarray[Any, Any]":
        """Rows for each step, every sample once before any comes again; `(steps, batch)`."""
        size = min(batch_size, self.size)
        generator = np.random.default_rng(seed)
        passes = max(1, -(-steps * size // self.size))
        rows = np.concatenate([generator.permutation(self.size) for _ in range(passes)])
        return rows[: steps * size].reshape(steps, size)


def _taken(structure: Any, rows: Any) -> Any:
    import tensorflow as tf

    def take(values: Any) -> Any:
        chosen = values[rows] if hasattr(values, "shape") else np.asarray(values)[rows]
        tensor = tf.convert_to_tensor(chosen)
        wide = tensor.dtype.is_floating and tensor.dtype.name != keras.config.floatx()
        return tf.cast(tensor, keras.config.floatx()) if wide else tensor

    if isinstance(structure, list) and structure and not hasattr(structure[0], "shape"):
        return take(structure)
    return keras.tree.map_structure(take, structure)
