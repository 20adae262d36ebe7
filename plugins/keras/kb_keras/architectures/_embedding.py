"""Columns spread over features of their own."""

from typing import Any

import keras
from kb_registry import Activation, Blocks, derive_seed


def embedded(x: Any, features: int, blocks: Blocks) -> Any:
    """Append `embedding`, the recipe's activation, and a flattening.

    Args:
        x: Keras tensor of shape `(batch, columns)`.
        features: How many for each column.
        blocks: Makes the recipe's blocks.

    Returns:
        Keras tensor of shape `(batch, columns * features)`.
    """
    limit = (
        features**-0.5
    )  # as in the paper; the recipe's initializer would count columns as inputs
    x = keras.layers.EinsumDense(
        "bc,cf->bcf",
        output_shape=(x.shape[1], features),
        bias_axes="cf",
        kernel_initializer=_uniform(limit, blocks.seed, "embedding/kernel"),
        bias_initializer=_uniform(limit, blocks.seed, "embedding/bias"),
        name="embedding",
    )(x)
    activation = blocks.layer(Activation, "embedding_act")
    x = x if activation is None else activation(x)
    return keras.layers.Flatten(name="embedding_flat")(x)


def _uniform(limit: float, seed: int, place: str) -> keras.initializers.RandomUniform:
    return keras.initializers.RandomUniform(-limit, limit, seed=derive_seed(seed, place))
