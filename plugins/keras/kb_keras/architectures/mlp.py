"""The multilayer perceptron."""

from typing import TYPE_CHECKING

from kb_registry import Blocks, DataSpec, param

from kb_keras.architectures._dense_network import DenseNetwork, PositiveInt

if TYPE_CHECKING:
    import keras


class MLP(DenseNetwork):
    """Multilayer perceptron: dense hidden blocks one after another.

    Takes samples of any shape, which it flattens. Layers are called `flatten`, `input_norm`,
    `input_drop`, `hidden_1`, `hidden_1_norm`, `hidden_1_act`, `hidden_1_drop`, ..., `output`.
    """

    reference = (
        "Rumelhart, Hinton & Williams 1986, Learning representations by back-propagating errors,"
        " doi:10.1038/323533a0"
    )

    units: tuple[PositiveInt, ...] = param(default=(300, 100), help="neurons of each hidden block")

    def build(self, blocks: Blocks, data: DataSpec) -> "keras.Model":
        """Assemble an uncompiled model.

        Args:
            blocks: Makes the recipe's blocks.
            data: Shapes and task.

        Raises:
            DataError: The dataset has fewer than two classes.
            InvalidParameterError: A block of the recipe is made for images.
        """
        return self.chain("mlp", self.units, blocks, data)
