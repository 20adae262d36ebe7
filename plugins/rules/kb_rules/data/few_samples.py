"""Few samples for many weights."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Design, Finding, Rule

from kb_rules._wording import counted

FEW = 50
"""Samples below which nothing can be said about new ones."""


class FewSamples(Rule):
    """Training on a handful of samples."""

    code = "KB312"
    level = "hint"
    reference = "Goodfellow et al. 2016, Deep Learning, section 5.2"
    why = "A network can learn so few samples by heart, so a low loss says nothing about new ones."
    bad = """
x, y = x[:40], y[:40]
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile("adam", "sparse_categorical_crossentropy")
"""
    good = bad.replace("x, y = x[:40], y[:40]", "")

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        if data is not None and 0 < data.samples < FEW:
            yield self.finding(
                "inputs",
                f"{counted(data.samples, 'sample')}: too few to learn what holds for others.",
                "Gather more, or use a pretrained network.",
            )
