"""Biases that start away from zero."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

from kb_rules._families import AFFINE

LARGE = 0.5


class BiasStart(Rule):
    """Layer whose biases start at random and large."""

    code = "KB113"
    level = "hint"
    reference = "Goodfellow et al. 2016, Deep Learning, section 8.4"
    why = (
        "Random weights already tell units apart. Large random biases add noise that has to be"
        " unlearned first, and in front of a sigmoid or tanh they saturate it."
    )
    bad = """
wide = keras.initializers.RandomNormal(0.0, 3.0)
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(64, activation="tanh", bias_initializer=wide),
    keras.layers.Dense(64, activation="tanh", bias_initializer=wide),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile("sgd", "sparse_categorical_crossentropy")
"""
    good = bad.replace("=wide", '="zeros"')

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        for stage in design.stages:
            layer, bias = stage.layer, stage.layer.weight("bias")
            if layer.role in AFFINE and bias is not None and stage.bias_std > LARGE:
                yield self.finding(
                    layer.path,
                    f"The biases start from {bias.initializer.name if bias.initializer else '?'}"
                    f" with deviation {stage.bias_std:.2g}.",
                    "Let them start from zeros.",
                    Change("bias_initializer", "zeros", (layer.path,)),
                )
