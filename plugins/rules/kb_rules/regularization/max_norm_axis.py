"""Max-norm over the wrong axis."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Design, Finding, Rule


class MaxNormAxis(Rule):
    """Norm constraint on a convolution that leaves axes out."""

    code = "KB506"
    level = "hint"
    reference = "Keras, MaxNorm, https://keras.io/api/layers/constraints/"
    why = (
        "The default axis of 0 is right for a dense kernel. A convolution's has height and width"
        " first, so that the norm is taken over a column of pixels and not over a filter."
    )
    bad = """
x = x.reshape(-1, 8, 8, 1)
model = keras.Sequential([
    keras.Input((8, 8, 1)),
    keras.layers.Conv2D(16, 3, activation="relu", kernel_constraint=keras.constraints.MaxNorm(0.2)),
    keras.layers.Conv2D(16, 3, activation="relu", kernel_constraint=keras.constraints.MaxNorm(0.2)),
    keras.layers.Flatten(),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile("sgd", "sparse_categorical_crossentropy")
"""
    good = bad.replace("MaxNorm(0.2)", "MaxNorm(2.0, axis=[0, 1, 2])")

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        for stage in design.stages:
            kernel = stage.kernel
            if kernel is None or stage.layer.role != "convolution" or not kernel.constraint_axes:
                continue
            wanted = tuple(
                range(
                    3
                    if "2D" in stage.layer.class_name
                    else 4
                    if "3D" in stage.layer.class_name
                    else 2
                )
            )
            if kernel.constraint_axes != wanted:
                yield self.finding(
                    stage.path,
                    f"{kernel.constraint} takes norms over axis"
                    f" {', '.join(map(str, kernel.constraint_axes))} of a convolution's kernel;"
                    f" one filter has axes {', '.join(map(str, wanted))}.",
                    f"Set axis={list(wanted)}.",
                )
