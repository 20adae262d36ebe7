"""A convolutional network."""

from typing import TYPE_CHECKING, Any, Literal

from kb_registry import Blocks, DataError, DataSpec, param

from kb_keras.architectures._dense_network import DenseNetwork, PositiveInt

if TYPE_CHECKING:
    import keras


class CNN(DenseNetwork):
    """Convolutional network: convolutions and pooling, then dense hidden blocks.

    Takes images of shape `(height, width)` or `(height, width, channels)`. Around each
    convolution stands what `block` says, with the convolution in the place of dense: `conv_1`,
    `conv_1_norm`, `conv_1_act`, `conv_1_drop`, then `pool_1`, ... There, blocks of the recipe
    that leave it open are told that they see images: dropout drops whole channels, PReLU
    shares its slope over the pixels, max_norm takes the norm over height, width and channels.
    """

    reference = (
        "LeCun, Bottou, Bengio & Haffner 1998, Gradient-based learning applied to document"
        " recognition, doi:10.1109/5.726791"
    )

    filters: tuple[PositiveInt, ...] = param(
        default=(32, 64), help="filters of each stage; a stage halves height and width"
    )
    units: tuple[PositiveInt, ...] = param(
        default=(100,), help="neurons of each dense hidden block"
    )
    kernel_size: PositiveInt = param(
        default=3, kw_only=True, help="height and width of a filter in pixels"
    )
    convolutions: PositiveInt = param(default=1, kw_only=True, help="convolutions in each stage")
    pooling: Literal["max", "average"] = param(default="max", kw_only=True, help="what halves")
    summary_by: Literal["flatten", "average", "max"] = param(
        default="flatten", kw_only=True, help="how the last stage becomes features"
    )

    def build(self, blocks: Blocks, data: DataSpec) -> "keras.Model":
        """Assemble an uncompiled model.

        Args:
            blocks: Makes the recipe's blocks.
            data: Shapes and task.

        Raises:
            DataError: The samples aren't images or are too small to be halved so often, or there
                are fewer than two classes.
        """
        import keras

        from kb_keras.architectures._images import for_features, for_images
        from kb_keras.architectures.ends import entrance, output

        spatial, flat = for_images(blocks), for_features(blocks)
        inputs, x = entrance(spatial, data, self.input, shape=self._image_shape(data))
        x = self._stages(x, spatial)
        hidden = self.hidden(flat)
        for index, width in enumerate(self.units, start=1):
            x = hidden.dense(x, width, f"hidden_{index}")
        x = output(x, flat, data, self.output_init)
        blocks.places.update(spatial.places | flat.places)
        return keras.Model(inputs, x, name="cnn")

    def _image_shape(self, data: DataSpec) -> tuple[int, ...]:
        shape = data.input_shape
        if len(shape) not in {2, 3}:
            raise DataError(
                f"cnn wants images; {data.name} has samples of shape {shape}.",
                hint="Choose the architecture mlp or tabular.",
            )
        if min(shape[:2]) < 2 ** len(self.filters):
            raise DataError(
                f"cnn halves images {len(self.filters)} times; those of {data.name} are"
                f" {shape[0]} x {shape[1]}.",
                hint="Give fewer filters.",
            )
        return shape if len(shape) > 2 else (*shape, 1)  # noqa: PLR2004 - channels are missing

    def _stages(self, x: Any, blocks: Blocks) -> Any:
        import keras

        from kb_keras.architectures._hidden import HiddenBlock

        hidden = HiddenBlock(blocks, self.block, self.use_bias)
        poolings: dict[str, Any] = {
            "max": keras.layers.MaxPooling2D,
            "average": keras.layers.AveragePooling2D,
        }
        number = 0
        for stage, filters in enumerate(self.filters, start=1):
            for _ in range(self.convolutions):
                number += 1
                x = hidden.around(x, self._convolution(filters), f"conv_{number}")
            x = poolings[self.pooling](2, name=f"pool_{stage}")(x)
        summaries: dict[str, Any] = {
            "flatten": keras.layers.Flatten,
            "average": keras.layers.GlobalAveragePooling2D,
            "max": keras.layers.GlobalMaxPooling2D,
        }
        return summaries[self.summary_by](name="summary")(x)

    def _convolution(self, filters: int) -> Any:
        import keras

        return lambda **options: keras.layers.Conv2D(
            filters, self.kernel_size, padding="same", **options
        )
