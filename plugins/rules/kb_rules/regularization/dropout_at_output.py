"""Dropout on predictions."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule


class DropoutAtOutput(Rule):
    """Dropout after the last layer."""

    code = "KB504"
    level = "error"
    reference = "Srivastava et al. 2014, Dropout, JMLR 15"
    why = "It sets predictions themselves to zero, so the loss asks for what can't be predicted."
    bad = """
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
    keras.layers.Dropout(0.5),
])
model.compile("sgd", "sparse_categorical_crossentropy")
"""
    good = bad.replace("    keras.layers.Dropout(0.5),\n", "")

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        for layer in design.outputs:
            before = list(layer.predecessors or ())
            if layer.role == "dropout" and layer.rate and len(design.outputs) == len(before) == 1:
                yield self.finding(
                    layer.path,
                    f"{layer.class_name} of {layer.rate:g} after {before[0]} sets predictions to"
                    " zero.",
                    "Leave it out.",
                    Change("remove", layers=(layer.path,)),
                )
