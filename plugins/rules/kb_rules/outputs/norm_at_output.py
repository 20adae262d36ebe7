"""Predictions that are normalized."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

from kb_rules._families import BINARY, CATEGORICAL, REGRESSION

NORMS = frozenset({"BatchNormalization", "LayerNormalization"})


class NormAtOutput(Rule):
    """Normalization after the last layer."""

    code = "KB219"
    level = "hint"
    reference = "Ioffe and Szegedy 2015, Batch Normalization, arXiv:1502.03167"
    why = (
        "It gives predictions mean 0 and deviation 1 over a batch, whatever the targets are. Its"
        " gamma and beta have to undo that, and probabilities no longer sum to 1."
    )
    bad = """
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
    keras.layers.BatchNormalization(),
])
model.compile("sgd", "sparse_categorical_crossentropy")
"""
    good = bad.replace("    keras.layers.BatchNormalization(),\n", "")

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        judged = {loss.name for loss in design.losses} & (REGRESSION | CATEGORICAL | BINARY)
        for layer in design.outputs:
            before = layer.predecessors or ()
            if layer.class_name in NORMS and judged and len(before) == 1:
                yield self.finding(
                    layer.path,
                    f"{layer.class_name} after {before[0]} normalizes the predictions themselves.",
                    "Leave it out.",
                    Change("remove", layers=(layer.path,)),
                )
