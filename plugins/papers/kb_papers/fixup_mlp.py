"""Fixup: residual networks without normalization."""

from typing import TYPE_CHECKING, Annotated

from kb_registry import Architecture, Blocks, DataSpec, Ge, param

if TYPE_CHECKING:
    import keras

PositiveInt = Annotated[int, Ge(1)]


class FixupMLP(Architecture):
    """Residual perceptron that starts so small that it needs no normalization.

    `stem` brings the samples to `width`. A residual block is bias, dense, bias, activation,
    bias, dense, scale, bias, added to what came in (`block_1_1`, `block_1_2`, `block_1_add`),
    and the activation behind the sum. The biases and the scale are single numbers, and dense
    layers have no biases beside them. Kernels start as in he_normal; the first of a branch is
    multiplied by depth^(-1/2), and the second and the output start at zero, so that a step
    of the kernels changes the output by as much however deep the network is. The authors'
    program trains the single numbers at a tenth of the learning rate, which no recipe can say:
    take a tenth for all, or an optimizer with momentum.

    Of the recipe it takes activation, regularizer and constraint; initializer, normalization,
    dropout and wrapper have no place in it.
    """

    reference = (
        "Zhang, Dauphin & Ma 2019, Fixup initialization: residual learning without"
        " normalization, arXiv:1901.09321"
    )
    pairs_with = ("relu", "sgd")

    depth: PositiveInt = param(default=10, help="residual blocks, of two dense layers each")
    width: PositiveInt = param(default=100, help="neurons of each layer")

    def build(self, blocks: Blocks, data: DataSpec) -> "keras.Model":
        """Assemble an uncompiled model.

        Args:
            blocks: Makes the recipe's blocks.
            data: Shapes and task.

        Raises:
            DataError: The dataset has fewer than two classes.
        """
        import keras
        from kb_keras.architectures.ends import entrance, output
        from kb_keras.initializers import Zeros

        from kb_papers._fixup_block import FixupBlocks

        parts = FixupBlocks(blocks, self.depth, self.width)
        inputs, x = entrance(blocks, data, parts=())
        x = parts.stem(x)
        for index in range(1, self.depth + 1):
            x = parts.residual(x, f"block_{index}")
        return keras.Model(inputs, output(x, blocks, data, Zeros()), name="fixup_mlp")
