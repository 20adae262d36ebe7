"""SELU and skip connections."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

from kb_rules._families import hidden
from kb_rules._wording import counted


class SeluSkip(Rule):
    """SELU in a network whose layers are added to others."""

    code = "KB104"
    level = "hint"
    reference = "Klambauer et al. 2017, Self-Normalizing Neural Networks, arXiv:1706.02515"
    why = (
        "A sum of two outputs of variance 1 has variance 2, so SELU no longer normalizes itself."
        " Without that, ELU does as well and is smooth at zero."
    )
    bad = """
inputs = keras.Input((64,))
flow = inputs
for _ in range(15):
    inner = keras.layers.Dense(64, activation="selu", kernel_initializer="lecun_normal")(flow)
    flow = keras.layers.Add()([flow, inner])
model = keras.Model(inputs, keras.layers.Dense(10, activation="softmax")(flow))
model.compile("sgd", "sparse_categorical_crossentropy")
"""
    good = bad.replace('"selu"', '"elu"').replace(
        "flow = keras.layers.Add()([flow, inner])",
        "flow = keras.layers.LayerNormalization()(keras.layers.Add()([flow, inner]))",
    )

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        merged = [
            stage
            for stage in hidden(design)
            if stage.activation == "selu" and stage.merges and not stage.norms
        ]
        if merged:
            names = tuple(stage.path for stage in merged)
            yield self.finding(
                names[0],
                f"{counted(len(merged), 'SELU layer')} with skip connections: variance grows with"
                " each sum, and SELU doesn't normalize it.",
                "Use elu with a normalization.",
                Change("activation", "elu", names),
                Change("normalization", "layer_norm", names),
            )
