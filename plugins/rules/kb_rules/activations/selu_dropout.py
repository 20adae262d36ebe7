"""SELU and dropout."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

from kb_rules._families import hidden
from kb_rules._wording import listed

PLAIN = frozenset({"Dropout", "GaussianDropout", "SpatialDropout1D", "SpatialDropout2D"})


RATE = 0.05
"""Of alpha dropout, which then adds as much noise as plain dropout of 0.2."""


class SeluDropout(Rule):
    """SELU layer with a dropout that doesn't keep its moments."""

    code = "KB102"
    level = "hint"
    reference = "Klambauer et al. 2017, Self-Normalizing Neural Networks, arXiv:1706.02515"
    why = (
        "Plain dropout sets units to zero and enlarges the rest, which changes the variance that"
        " SELU keeps. Alpha dropout sets them to SELU's lower limit and corrects mean and variance."
        " It adds more noise at the same rate: the paper takes 0.05 and 0.1, and in twelve layers"
        " 0.2 is too much."
    )
    bad = """
model = keras.Sequential([keras.Input((64,))])
for _ in range(12):
    model.add(keras.layers.Dense(64, activation="selu", kernel_initializer="lecun_normal"))
    model.add(keras.layers.Dropout(0.2))
model.add(keras.layers.Dense(10, activation="softmax"))
model.compile("sgd", "sparse_categorical_crossentropy")
"""
    good = bad.replace("Dropout(0.2)", "AlphaDropout(0.05)")

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        found = [
            layer
            for stage in hidden(design)
            if stage.activation == "selu" and not stage.norms
            for layer in stage.dropouts
            if layer.class_name in PLAIN
        ]
        if found:
            names = tuple(layer.path for layer in found)
            rate = found[0].rate or 0.0
            yield self.finding(
                names[0],
                f"{found[0].class_name} of {rate:g} after SELU in {listed(names)} multiplies the"
                f" variance by {1 / max(1e-9, 1 - rate):.2f}.",
                f"Use alpha_dropout:{min(rate, RATE):g}.",
                Change("dropout", f"alpha_dropout:{min(rate, RATE):g}", names),
            )
