"""What architectures made of hidden blocks have in common."""

from typing import TYPE_CHECKING, Annotated, Literal

from kb_registry import (
    Architecture,
    Blocks,
    DataSpec,
    Dropout,
    Ge,
    Initializer,
    InvalidParameterError,
    Normalization,
    Trait,
    param,
)

if TYPE_CHECKING:
    import keras

    from kb_keras.architectures._hidden import HiddenBlock

PositiveInt = Annotated[int, Ge(1)]

HiddenPart = Literal["dense", "norm", "act", "drop"]
InputPart = Literal["drop", "norm"]
UseBias = bool | Literal["auto"]


class DenseNetwork(Architecture):
    """Hidden blocks between an entrance and a head.

    Raises:
        InvalidParameterError: `block` lacks dense, or a part stands twice in `block` or `input`.
    """

    block: tuple[HiddenPart, ...] = param(
        default=("dense", "norm", "act", "drop"),
        kw_only=True,
        help="order inside a hidden block; parts that the recipe lacks are skipped",
    )
    input: tuple[InputPart, ...] = param(
        default=("norm",), kw_only=True, help="what stands on the input, if the recipe has it"
    )
    use_bias: UseBias = param(
        default="auto",
        kw_only=True,
        help="auto: no bias if a norm with a shift follows dense directly",
    )
    output_init: Initializer | None = param(
        default=None,
        kw_only=True,
        help="kernel of the output; none for Keras' default, glorot_uniform",
    )

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        for name, parts in (("block", self.block), ("input", self.input)):
            twice = [part for part in dict.fromkeys(parts) if parts.count(part) > 1]
            if twice:
                raise InvalidParameterError(f"{name} holds {twice[0]} twice: {_listed(parts)}.")
        if "dense" not in self.block:
            raise InvalidParameterError(
                f"block must hold dense: {_listed(self.block)}.",
                hint="Write for example block=[dense,act,norm].",
            )

    def hidden(self, blocks: Blocks) -> "HiddenBlock":
        """What appends hidden blocks of features.

        Raises:
            InvalidParameterError: A block of the recipe is made for images.
        """
        from kb_keras.architectures._hidden import HiddenBlock

        for kind in (Normalization, Dropout):
            block = blocks.get(kind)
            if block is not None and Trait.IMAGES in block.traits:
                raise InvalidParameterError(
                    f"{type(block).__name__} wants images, and dense layers have none.",
                    hint=f"Choose the architecture cnn, or another {kind.kind}.",
                )
        return HiddenBlock(blocks, self.block, self.use_bias)

    def chain(
        self, name: str, units: tuple[int, ...], blocks: Blocks, data: DataSpec
    ) -> "keras.Model":
        """Put hidden blocks one after another, `hidden_1` first, into a model of a name."""
        import keras

        from kb_keras.architectures.ends import entrance, output

        hidden = self.hidden(blocks)
        inputs, x = entrance(blocks, data, self.input)
        for index, width in enumerate(units, start=1):
            x = hidden.dense(x, width, f"hidden_{index}")
        return keras.Model(inputs, output(x, blocks, data, self.output_init), name=name)


def _listed(parts: tuple[str, ...]) -> str:
    return f"[{','.join(parts)}]"
