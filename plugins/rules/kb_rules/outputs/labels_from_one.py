"""Labels that begin with 1."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

from kb_rules._families import SPARSE, heads

CHANCE = 0.01
"""Probability above which the lowest labels may be missing by chance."""


class LabelsFromOne(Rule):
    """Integer labels that don't begin with 0."""

    code = "KB212"
    level = "hint"
    reference = (
        "Keras, SparseCategoricalCrossentropy, https://keras.io/api/losses/probabilistic_losses/"
    )
    why = "A label is the index of an output unit, and indices begin with 0."
    bad = """
y = y + 1
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(11, activation="softmax"),
])
model.compile("adam", "sparse_categorical_crossentropy")
"""
    good = bad.replace("y = y + 1", "").replace("11", "10")

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        for stage, loss, _ in heads(design):
            target = design.target_of(stage, data)
            if data is None or target is None or loss not in SPARSE:
                continue
            above = max(0.0, 1 - target.minimum / max(1, stage.units))
            by_chance = target.minimum > 0 and above**data.samples > CHANCE
            if target.whole and target.minimum != 0 and not by_chance:
                yield self.finding(
                    "targets",
                    f"The lowest label is {target.minimum:g}, and the first unit stands for 0.",
                    f"Subtract {target.minimum:g} from the labels.",
                    Change("targets", "from_zero"),
                )
