"""A perceptron of many layers, to watch gradients vanish or not."""

from typing import TYPE_CHECKING

from kb_registry import Blocks, DataSpec, param

from kb_keras.architectures._dense_network import DenseNetwork, PositiveInt

if TYPE_CHECKING:
    import keras


class DeepMLP(DenseNetwork):
    """Perceptron of many equal hidden blocks.

    A network this deep separates good initializers and activations from bad ones: with relu and
    lecun_normal its signals die out, with selu and lecun_normal they keep their scale. Layers
    are named as in `mlp`.
    """

    reference = (
        "Glorot & Bengio 2010, Understanding the difficulty of training deep feedforward neural"
        " networks, https://proceedings.mlr.press/v9/glorot10a.html"
    )

    depth: PositiveInt = param(default=50, help="hidden blocks of equal width")
    width: PositiveInt = param(default=100, help="neurons of each")
    first: PositiveInt | None = param(
        default=None,
        kw_only=True,
        help="neurons of one more hidden block in front; none for no such block",
    )

    def build(self, blocks: Blocks, data: DataSpec) -> "keras.Model":
        """Assemble an uncompiled model.

        Args:
            blocks: Makes the recipe's blocks.
            data: Shapes and task.

        Raises:
            DataError: The dataset has fewer than two classes.
            InvalidParameterError: A block of the recipe is made for images.
        """
        front = () if self.first is None else (self.first,)
        return self.chain("deep_mlp", front + (self.width,) * self.depth, blocks, data)
