"""Softmax over one unit."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule


class SoftmaxOneUnit(Rule):
    """Output of one unit with a softmax."""

    code = "KB201"
    level = "error"
    reference = "Wardat et al. 2021, DeepLocalize, ICSE 2021, doi:10.1109/ICSE43902.2021.00034"
    why = "A softmax shares 1 among its units, so a single unit always puts out 1 and never learns."
    bad = """
y = (y > 4).astype("float32")
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(1, activation="softmax"),
])
model.compile("adam", "binary_crossentropy")
"""
    good = bad.replace('"softmax"', '"sigmoid"')

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        for stage in design.heads:
            if stage.activation == "softmax" and stage.units == 1:
                yield self.finding(
                    stage.path,
                    "A softmax over one unit always puts out 1, whatever goes in.",
                    "Use sigmoid.",
                    Change("activation", "sigmoid", (stage.path,)),
                )
