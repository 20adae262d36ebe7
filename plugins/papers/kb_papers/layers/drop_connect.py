"""Connections that are cut at random."""

from typing import Any

import keras

from kb_papers.layers._kernel_wrapper import KernelWrapper


@keras.saving.register_keras_serializable(package="kb_papers")
class DropConnect(KernelWrapper):
    """Sets weights and biases of a layer to zero in training, each with probability `rate`.

    The others are scaled by `1 / (1 - rate)`, so that inference needs no factor. A batch shares
    one mask.

    Args:
        layer: What has a kernel, such as a dense layer or a convolution.
        rate: Share of weights set to zero.
        seed: Of the draws.
        **kwargs: Of every layer: name, dtype.

    Shapes:
        Those of the layer inside.
    """

    def __init__(
        self, layer: keras.Layer, rate: float, seed: int | None = None, **kwargs: Any
    ) -> None:
        super().__init__(layer, **kwargs)  # type: ignore[no-untyped-call]  # Keras annotates nothing
        self.rate = rate
        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(seed)

    def transformed(self, weight: Any, training: bool) -> Any:  # noqa: FBT001 - as in the base class
        """The weight with holes in training, the weight itself in inference."""
        if not training or self.rate == 0:
            return weight
        return keras.random.dropout(weight.value, self.rate, seed=self.seed_generator)

    def get_config(self) -> dict[str, Any]:
        """What `from_config` needs."""
        return {**super().get_config(), "rate": self.rate, "seed": self.seed}  # type: ignore[no-untyped-call]  # Keras annotates nothing
