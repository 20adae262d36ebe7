"""Squares cut out of images."""

from typing import Any

import keras

ops = keras.ops


@keras.saving.register_keras_serializable(package="kb_papers")
class DropBlock2D(keras.layers.Layer):
    """Sets squares of each channel to zero in training and scales the rest up.

    Args:
        rate: Share of values that is dropped, about.
        block_size: Height and width of a square, at most the image's.
        seed: Of the draws.
        **kwargs: Of every layer: name, dtype.

    Shapes:
        The input's, `(batch, height, width, channels)`.
    """

    def __init__(
        self, rate: float, block_size: int = 7, seed: int | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]  # Keras annotates nothing
        self.rate = rate
        self.block_size = block_size
        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(seed)

    def call(self, inputs: Any, training: bool | None = None) -> Any:  # noqa: FBT001 - Keras' signature
        """Cut squares out."""
        if not training or self.rate == 0:
            return inputs
        height, width = inputs.shape[1:3]
        block = min(self.block_size, height, width)
        batch, _, _, channels = ops.shape(inputs)
        corners = (batch, height - block + 1, width - block + 1, channels)
        rate = self.rate * height * width / (block**2 * corners[1] * corners[2])
        seeds = keras.random.uniform(corners, seed=self.seed_generator) < rate
        kept = ops.cast(1 - _grown(ops.cast(seeds, "float32"), block), inputs.dtype)
        share = ops.mean(kept)
        return inputs * kept / ops.maximum(share, keras.config.epsilon())

    def get_config(self) -> dict[str, Any]:
        """What `from_config` needs."""
        own = {"rate": self.rate, "block_size": self.block_size, "seed": self.seed}
        return {**super().get_config(), **own}


def _grown(corners: Any, block: int) -> Any:
    """Ones wherever a block reaches that has its corner at a one."""
    border = (block - 1, block - 1)
    padded = ops.pad(corners, ((0, 0), border, border, (0, 0)))
    return ops.max_pool(padded, block, strides=1, padding="valid", data_format="channels_last")
