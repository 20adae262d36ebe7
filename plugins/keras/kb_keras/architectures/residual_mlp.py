"""A perceptron with shortcuts."""

from typing import TYPE_CHECKING

from kb_registry import Activation, Blocks, DataSpec, Normalization, param

from kb_keras.architectures._dense_network import DenseNetwork, HiddenPart, PositiveInt

if TYPE_CHECKING:
    import keras


class ResidualMLP(DenseNetwork):
    """Perceptron whose blocks add to what they are given, so that gradients pass many of them.

    `stem`, a dense layer, brings the samples to `width`. Each residual block is two hidden
    blocks and a sum: `block_1_1`, `block_1_2`, `block_1_add`, ... Normalization and activation
    stand before dense, so that the way along the sums is free of both; `final_norm` and
    `final_act` follow the last sum.
    """

    reference = (
        "He, Zhang, Ren & Sun 2016, Identity mappings in deep residual networks,"
        " arXiv:1603.05027; for tables: Gorishniy et al. 2021, Revisiting deep learning models"
        " for tabular data, arXiv:2106.11959"
    )

    depth: PositiveInt = param(default=10, help="residual blocks, of two dense layers each")
    width: PositiveInt = param(default=100, help="neurons of each layer")
    block: tuple[HiddenPart, ...] = param(
        default=("norm", "act", "dense", "drop"),
        kw_only=True,
        help="order inside a hidden block; parts that the recipe lacks are skipped",
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
        import keras

        from kb_keras.architectures._hidden import kernel
        from kb_keras.architectures.ends import entrance, output

        hidden = self.hidden(blocks)
        inputs, x = entrance(blocks, data, self.input)
        stem = keras.layers.Dense(self.width, name="stem", **kernel(blocks, "stem"))
        x = blocks.wrapped(stem)(x)
        for index in range(1, self.depth + 1):
            branch = hidden.dense(x, self.width, f"block_{index}_1")
            branch = hidden.dense(branch, self.width, f"block_{index}_2")
            x = keras.layers.Add(name=f"block_{index}_add")([x, branch])
        for kind, name in ((Normalization, "final_norm"), (Activation, "final_act")):
            layer = blocks.layer(kind, name)
            x = x if layer is None else layer(x)
        return keras.Model(inputs, output(x, blocks, data, self.output_init), name="residual_mlp")
