"""Samples in two splits."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Design, Finding, Rule

MOST = 0.05


class SplitOverlap(Rule):
    """Validation samples that are training samples, too."""

    code = "KB311"
    level = "warning"
    reference = "Kapoor and Narayanan 2023, Leakage, Patterns, doi:10.1016/j.patter.2023.100804"
    why = "What was trained on can be remembered, so scores on it say nothing about new samples."
    bad = """
validation = (x[:300], y[:300])
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile("adam", "sparse_categorical_crossentropy")
"""
    good = bad.replace("model =", "x, y = x[300:], y[300:]\nmodel =")

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        if data is not None and data.overlap > MOST:
            yield self.finding(
                "inputs",
                f"{data.overlap:.1%} of the validation samples are training samples.",
                "Leave them out of one of the two.",
            )
