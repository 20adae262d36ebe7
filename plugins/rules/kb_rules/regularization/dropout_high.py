"""Dropout rates that are keep rates."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

HIGH = 0.6


class DropoutHigh(Rule):
    """Dropout that leaves little."""

    code = "KB503"
    level = "warning"
    reference = "Srivastava et al. 2014, Dropout, JMLR 15"
    why = (
        "Keras' rate is the share that is set to zero. A rate of 0.8 leaves a fifth of the units:"
        " often what was meant is the share to keep."
    )
    bad = """
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dropout(0.9),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dropout(0.9),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile("sgd", "sparse_categorical_crossentropy")
"""
    good = bad.replace("0.9", "0.1")

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        for layer in design.layers:
            if layer.role == "dropout" and (layer.rate or 0.0) > HIGH:
                keep = round(1 - (layer.rate or 0.0), 4)
                yield self.finding(
                    layer.path,
                    f"A rate of {layer.rate:g} sets {layer.rate:.0%} of the units to zero.",
                    f"Use {keep:g}, if {layer.rate:g} is the share to keep.",
                    Change("dropout", keep, (layer.path,)),
                )
