"""Architectures, which put blocks together to a network."""

from typing import TYPE_CHECKING, ClassVar

from kb_registry.components._component import Component
from kb_registry.components._kind import Kind

if TYPE_CHECKING:
    import keras

    from kb_registry.vocabulary._blocks import Blocks
    from kb_registry.vocabulary._data_spec import DataSpec


class Architecture(Component):
    """How blocks are assembled into a network."""

    kind: ClassVar = Kind("architecture", "kb.architectures", option="arch", default="mlp")

    def build(self, blocks: "Blocks", data: "DataSpec") -> "keras.Model":
        """Assemble an uncompiled model.

        Args:
            blocks: Makes the recipe's blocks, each under the name of the layer it serves.
            data: Shapes and task that the network has to fit.
        """
        raise NotImplementedError
