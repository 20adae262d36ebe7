"""A recipe's blocks, told whether they see images or plain features."""

from typing import Any

from kb_registry import Blocks, Component, Dropout, Trait

OPEN: dict[str, tuple[Any, Any]] = {
    "axis": (0, (0, 1, 2)),
    "noise_shape": (None, (None, 1, 1, None)),
    "shared_axes": (None, (1, 2)),
}
"""Parameters that a block leaves open, with their value then and the one for images.

axis is that of constraints, whose kernels have shape (height, width, channels, filters);
noise_shape that of dropouts, shared_axes that of activations, whose inputs have shape (batch,
height, width, channels).
"""


def for_images(blocks: Blocks) -> Blocks:
    """The blocks as they stand between convolutions."""
    return Blocks({kind: _told(block) for kind, block in blocks.components.items()}, blocks.seed)


def for_features(blocks: Blocks) -> Blocks:
    """The blocks as they stand between dense layers: without what only images can have."""
    kept = {
        kind: block
        for kind, block in blocks.components.items()
        if kind is not Dropout or Trait.IMAGES not in block.traits
    }
    return Blocks(kept, blocks.seed)


def _told(block: Component) -> Component:
    changes = {
        name: image
        for name, (unset, image) in OPEN.items()
        if name in block.parameters() and getattr(block, name) == unset
    }
    return block.replace(**changes) if changes else block
