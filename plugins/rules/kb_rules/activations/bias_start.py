"""Biases that start away from zero."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

from kb_rules._families import AFFINE

LARGE = 0.5
FAR = 1.0
"""Size of a bias that outweighs a signal of usual size."""


class BiasStart(Rule):
    """Layer whose biases start large."""

    code = "KB113"
    level = "hint"
    reference = "Goodfellow et al. 2016, Deep Learning, section 8.4"
    why = (
        "Random weights already tell units apart. Large random biases add noise that has to be"
        " unlearned first, and in front of a sigmoid or tanh they saturate it. A constant far from"
        " 0 does the same, and a negative one turns rectifiers off."
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
            layer, start = stage.layer, stage.bias_start
            if layer.role not in AFFINE or start is None:
                continue
            mean = stage.bias_mean
            far = abs(mean) > FAR and not stage.last  # an output may start at the classes' shares
            if far or stage.bias_std > LARGE:
                yield self.finding(
                    layer.path,
                    f"The biases start from {start.name} with mean {mean:.2g} and deviation"
                    f" {stage.bias_std:.2g}.",
                    "Let them start from zeros.",
                    Change("bias_initializer", "zeros", (layer.path,)),
                )
