"""Shares over something else than classes."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

from kb_rules._families import CATEGORICAL


class SoftmaxAxis(Rule):
    """Softmax at the output over another axis than that of the classes."""

    code = "KB220"
    level = "warning"
    reference = "Keras, Softmax, https://keras.io/api/layers/activation_layers/softmax/"
    why = (
        "The loss expects the probabilities of a sample's classes to sum to 1. Over the axis of the"
        " batch or of the steps they don't, and each prediction depends on other samples or steps."
    )
    bad = """
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(10),
    keras.layers.Softmax(axis=0),
])
model.compile("sgd", "sparse_categorical_crossentropy")
"""
    good = bad.replace("axis=0", "axis=-1")

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        for layer in design.outputs:
            axis, shapes = layer.parameters.get("axis"), layer.output_shapes or ((),)
            if (
                layer.class_name != "Softmax"
                or not isinstance(axis, int)
                or not design.losses
                or not shapes[0]
            ):
                continue
            rank = len(shapes[0])
            wanted = [loss.parameters.get("axis", -1) for loss in design.losses]
            meant = {each % rank for each in wanted if rank and isinstance(each, int)}
            if {loss.name for loss in design.losses} <= CATEGORICAL and axis % rank not in meant:
                yield self.finding(
                    layer.path,
                    f"A softmax over axis {axis} of outputs with {rank} axes, the batch included:"
                    " the classes are on the last.",
                    "Use axis=-1.",
                    Change("axis", -1, (layer.path,)),
                )
