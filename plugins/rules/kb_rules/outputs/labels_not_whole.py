"""Labels with a fraction."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

from kb_rules._families import SPARSE, heads


class LabelsNotWhole(Rule):
    """Labels of a sparse loss that aren't whole numbers."""

    code = "KB213"
    level = "error"
    reference = (
        "Keras, SparseCategoricalCrossentropy, https://keras.io/api/losses/probabilistic_losses/"
    )
    why = (
        "The loss cuts labels down to whole numbers. Labels that were divided along with the"
        " inputs, such as by 255, all become class 0."
    )
    bad = """
y = y / 255
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile("adam", "sparse_categorical_crossentropy")
"""
    good = bad.replace("y = y / 255", "")

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        for stage, loss, _ in heads(design):
            target = design.target_of(stage, data)
            if target is None or loss not in SPARSE:
                continue
            if not target.whole and not target.non_finite:
                yield self.finding(
                    "targets",
                    f"Labels from {target.minimum:.4g} to {target.maximum:.4g} with fractions,"
                    f" which {loss} cuts off.",
                    "Give the labels as whole numbers from 0 on.",
                    Change("targets", "from_zero"),
                )
