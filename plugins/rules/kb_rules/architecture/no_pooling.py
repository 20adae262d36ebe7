"""Convolutions that never shrink the picture."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Design, Finding, Rule

MANY = 20_000
"""Numbers that a Flatten hands on, above which a pooling is missing."""


class NoPooling(Rule):
    """Flatten of a large picture after convolutions."""

    code = "KB603"
    level = "hint"
    reference = "Nikanjam et al. 2021, NeuraLint, TOSEM, doi:10.1145/3470006"
    why = (
        "Without pooling or strides a convolution sees a few pixels, and the dense layer after it"
        " gets a weight for each pixel, channel and unit."
    )
    bad = """
x = x.reshape(-1, 8, 8, 1).repeat(3, axis=1).repeat(3, axis=2)
model = keras.Sequential([
    keras.Input((24, 24, 1)),
    keras.layers.Conv2D(48, 3, activation="relu", padding="same"),
    keras.layers.Flatten(),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile("adam", "sparse_categorical_crossentropy")
"""
    good = bad.replace(
        "keras.layers.Flatten()", "keras.layers.MaxPooling2D(3), keras.layers.Flatten()"
    )

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        convolutions = [s.layer for s in design.stages if s.layer.role == "convolution"]
        shrinking = any(layer.role == "pooling" for layer in design.layers) or any(
            layer.parameters.get("strides") not in (None, 1, [1], [1, 1], [1, 1, 1])
            for layer in convolutions
        )
        for layer in design.layers:
            width = layer.output_shapes[0][-1] or 0 if layer.output_shapes else 0
            if layer.class_name == "Flatten" and convolutions and width > MANY:
                yield self.finding(
                    layer.path,
                    f"{width:,} numbers out of {len(convolutions)} convolution"
                    f"{'s' * (len(convolutions) > 1)}"
                    f"{' with little pooling' if shrinking else ' without pooling or strides'}.",
                    "Put a pooling after each convolution.",
                )
