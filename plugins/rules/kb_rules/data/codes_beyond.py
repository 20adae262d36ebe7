"""Whole numbers that an embedding has no row for."""

from collections.abc import Iterator

from kb_observe.data import Data, Input
from kb_observe.networks import Layer
from kb_observe.rules import Design, Finding, Rule


class CodesBeyond(Rule):
    """Inputs that an embedding has no row for."""

    code = "KB314"
    level = "error"
    reference = "Keras, Embedding, https://keras.io/api/layers/core_layers/embedding/"
    why = (
        "An embedding of input_dim rows knows the numbers from 0 to input_dim - 1. A larger one is"
        " an error on a CPU, and silently zero on a GPU. Counting from 1, or a number kept for"
        " padding or unknown words, takes one row more than there are words."
    )
    bad = """
x = (x * 16).astype("int32")
model = keras.Sequential([
    keras.Input((64,), dtype="int32"),
    keras.layers.Embedding(16, 8),
    keras.layers.Flatten(),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile("adam", "sparse_categorical_crossentropy")
"""
    good = bad.replace("Embedding(16", "Embedding(17")

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        if data is None or len(data.inputs) != 1:
            return
        codes = data.inputs[0]
        inputs = {layer.path for layer in design.network.layers if layer.role == "input"}
        for stage in design.stages:
            rows = stage.layer.parameters.get("input_dim")
            before = stage.layer.predecessors or ()
            first = bool(before) and inputs.issuperset(before) and _whole(stage.layer, codes)
            if stage.layer.role != "embedding" or not first or not isinstance(rows, int):
                continue
            if codes.maximum >= rows or codes.minimum < 0:
                yield self.finding(
                    stage.path,
                    f"{rows:,} rows, for numbers from 0 to {rows - 1:,}, and inputs from"
                    f" {codes.minimum:,.0f} to {codes.maximum:,.0f}.",
                    f"Use input_dim={codes.maximum + 1:.0f}."
                    if codes.minimum >= 0
                    else "Number what is embedded from 0 on.",
                )


def _whole(layer: Layer, codes: Input) -> bool:
    """Whether a layer takes an input as it is, and not a part of it, such as a column."""
    shapes = layer.input_shapes or ()
    return all(
        len(shape) - 1 == len(codes.shape)
        and all(a in {None, b} for a, b in zip(shape[1:], codes.shape, strict=True))
        for shape in shapes
    )
