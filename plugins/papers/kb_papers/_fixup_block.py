"""The residual block of Fixup."""

from typing import Any

import keras
from attrs import frozen
from kb_registry import Activation, Blocks, Constraint, Regularizer, derive_seed

from kb_papers.layers import ScalarBias, ScalarScale


@frozen(eq=False)
class FixupBlocks:
    """Appends the parts of a Fixup network.

    Attributes:
        blocks: Makes the recipe's blocks.
        depth: Residual blocks in the network.
        width: Neurons of each layer.
    """

    blocks: Blocks
    depth: int
    width: int

    def stem(self, x: Any) -> Any:
        """Append `stem`, which brings features to the width, and its activation."""
        x = self._dense("stem", scale=2.0)(x)
        return self._activation("stem_act")(ScalarBias(name="stem_bias")(x))

    def residual(self, x: Any, name: str) -> Any:
        """Append a residual block of two layers; the second starts at zero."""
        first, second = f"{name}_1", f"{name}_2"
        branch = ScalarBias(name=f"{first}_before")(x)
        branch = self._dense(first, scale=2.0 / self.depth)(branch)
        branch = self._activation(f"{first}_act")(ScalarBias(name=f"{first}_bias")(branch))
        branch = ScalarBias(name=f"{second}_before")(branch)
        branch = self._dense(second, scale=None)(branch)
        branch = ScalarScale(name=f"{second}_scale")(branch)
        branch = ScalarBias(name=f"{second}_bias")(branch)
        total = keras.layers.Add(name=f"{name}_add")([x, branch])
        return self._activation(f"{name}_act")(total)

    def _dense(self, name: str, scale: float | None) -> keras.Layer:
        place = f"{name}/kernel"
        start: keras.initializers.Initializer = keras.initializers.Zeros()
        if scale is not None:
            seed = derive_seed(self.blocks.seed, place)
            start = keras.initializers.VarianceScaling(scale, "fan_in", seed=seed)
        return keras.layers.Dense(
            self.width,
            use_bias=False,
            kernel_initializer=start,
            kernel_regularizer=self.blocks.build(Regularizer, place),
            kernel_constraint=self.blocks.build(Constraint, place),
            name=name,
        )

    def _activation(self, name: str) -> Any:
        layer = self.blocks.layer(Activation, name)
        return layer or keras.layers.Identity(name=name)
