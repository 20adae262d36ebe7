"""The hidden block: an affine map and what stands around it."""

from collections.abc import Callable
from typing import Any

import keras
from attrs import frozen
from kb_registry import (
    Activation,
    Blocks,
    Constraint,
    Dropout,
    Initializer,
    LayerBlock,
    Normalization,
    Regularizer,
    derive_seed,
)

PARTS: dict[str, type[LayerBlock]] = {"norm": Normalization, "act": Activation, "drop": Dropout}

AffineMap = Callable[..., keras.Layer]
"""Makes a layer from its name, `use_bias` and Keras' arguments for its kernel."""


@frozen(eq=False)
class HiddenBlock:
    """Appends an affine map, normalization, activation and dropout in a given order.

    Attributes:
        blocks: Makes the recipe's blocks.
        order: Names of the parts: dense (the affine map), norm, act, drop.
        use_bias: Whether the affine map has a bias; auto leaves it out where a normalization
            that shifts by itself follows directly.
    """

    blocks: Blocks
    order: tuple[str, ...]
    use_bias: bool | str = "auto"

    def dense(self, x: Any, units: int, name: str) -> Any:
        """Append a block around a dense layer.

        Args:
            x: Keras tensor of shape `(batch, ..., features)`.
            units: Neurons of the dense layer.
            name: Name of the dense layer; the others are called `<name>_<part>`.

        Returns:
            Keras tensor of shape `(batch, ..., units)`.
        """
        return self.around(x, lambda **options: keras.layers.Dense(units, **options), name)

    def around(self, x: Any, affine: AffineMap, name: str) -> Any:
        """Append a block around any affine map."""
        layers = {part: self.blocks.layer(PARTS[part], f"{name}_{part}") for part in self._others()}
        use_bias = self.has_bias([layers[part] for part in self._behind()])
        dense = affine(name=name, use_bias=use_bias, **kernel(self.blocks, name))
        layers["dense"] = self.blocks.wrapped(dense)
        for part in self.order:
            layer = layers[part]
            x = x if layer is None else layer(x)
        return x

    def has_bias(self, behind: list[keras.Layer | None]) -> bool:
        """Whether an affine map needs a bias of its own before these layers."""
        if isinstance(self.use_bias, bool):
            return self.use_bias
        follower = next((layer for layer in behind if layer is not None), None)
        return not getattr(follower, "center", False)

    def _others(self) -> tuple[str, ...]:
        return tuple(part for part in self.order if part != "dense")

    def _behind(self) -> tuple[str, ...]:
        return self.order[self.order.index("dense") + 1 :]


def kernel(blocks: Blocks, name: str) -> dict[str, Any]:
    """Keras arguments for the kernel of a layer: how it starts and what holds it in check."""
    place = f"{name}/kernel"
    initializer = blocks.build(Initializer, place)
    if initializer is None:  # Keras would draw from its global generator
        initializer = keras.initializers.GlorotUniform(derive_seed(blocks.seed, place))
    return {
        "kernel_initializer": initializer,
        "kernel_regularizer": blocks.build(Regularizer, place),
        "kernel_constraint": blocks.build(Constraint, place),
    }
