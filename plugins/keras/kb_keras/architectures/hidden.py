"""The hidden block: a dense layer and what stands around it."""

from collections.abc import Iterator
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

_KINDS: dict[str, type[LayerBlock]] = {"norm": Normalization, "act": Activation, "drop": Dropout}


@frozen(eq=False)
class HiddenBlock:
    """Appends dense, normalization, activation and dropout in a given order.

    Attributes:
        blocks: Makes the recipe's blocks.
        order: Names of the parts: dense, norm, act, drop.
        use_bias: Whether dense has a bias; auto leaves it out where a normalization that
            shifts by itself follows directly.
    """

    blocks: Blocks
    order: tuple[str, ...]
    use_bias: bool | str = "auto"

    def __call__(self, x: Any, units: int, name: str) -> Any:
        """Append one block; dense gets the block's name, the others `<name>_<part>`.

        Args:
            x: Keras tensor of shape `(batch, ..., features)`.
            units: Neurons of the dense layer.
            name: Name of the block.

        Returns:
            Keras tensor of shape `(batch, ..., units)`.
        """
        for layer in self._layers(units, name):
            x = layer(x)
        return x

    def _layers(self, units: int, name: str) -> Iterator[keras.Layer]:
        dense = self.order.index("dense")
        yield from self._around(self.order[:dense], name)
        behind = list(self._around(self.order[dense + 1 :], name))
        yield keras.layers.Dense(
            units, use_bias=self.has_bias(behind), name=name, **kernel(self.blocks, name)
        )
        yield from behind

    def _around(self, parts: tuple[str, ...], name: str) -> Iterator[keras.Layer]:
        for part in parts:
            layer = self.blocks.layer(_KINDS[part], f"{name}_{part}")
            if layer is not None:
                yield layer

    def has_bias(self, behind: list[keras.Layer]) -> bool:
        """Whether an affine layer needs a bias of its own before these layers."""
        if isinstance(self.use_bias, bool):
            return self.use_bias
        return not (behind and getattr(behind[0], "center", False))


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
