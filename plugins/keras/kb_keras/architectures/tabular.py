"""A network for rows of measurements."""

from typing import TYPE_CHECKING, Annotated

from kb_registry import Blocks, DataError, DataSpec, Ge, param

from kb_keras.architectures._dense_network import DenseNetwork, PositiveInt

if TYPE_CHECKING:
    import keras


class Tabular(DenseNetwork):
    """Perceptron that first spreads each column over several features of its own.

    `embedding` maps column j to the vector `x_j * w_j + b_j`, and the recipe's activation
    bends it (`embedding_act`), so that the hidden blocks see each measurement in parts: low,
    middle, high. For classes and for regressions; columns should have mean 0 and deviation 1.
    """

    reference = (
        "Gorishniy, Rubachev & Babenko 2022, On embeddings for numerical features in tabular"
        " deep learning, arXiv:2203.05556"
    )

    units: tuple[PositiveInt, ...] = param(default=(128, 64), help="neurons of each hidden block")
    embedding: Annotated[int, Ge(0)] = param(default=8, help="features for each column; 0 for none")

    def build(self, blocks: Blocks, data: DataSpec) -> "keras.Model":
        """Assemble an uncompiled model.

        Args:
            blocks: Makes the recipe's blocks.
            data: Shapes and task.

        Raises:
            DataError: The samples aren't rows, or there are fewer than two classes.
            InvalidParameterError: A block of the recipe is made for images.
        """
        import keras

        from kb_keras.architectures._embedding import embedded
        from kb_keras.architectures.ends import entrance, output

        if len(data.input_shape) != 1:
            raise DataError(
                f"tabular wants rows of columns; {data.name} has samples of shape"
                f" {data.input_shape}.",
                hint="Choose the architecture mlp or cnn.",
            )
        hidden = self.hidden(blocks)
        inputs, x = entrance(blocks, data, self.input)
        if self.embedding:
            x = embedded(x, self.embedding, blocks)
        for index, width in enumerate(self.units, start=1):
            x = hidden.dense(x, width, f"hidden_{index}")
        return keras.Model(inputs, output(x, blocks, data, self.output_init), name="tabular")
