"""Layers that let hardly anything through."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

from kb_rules._families import hidden


class Bottleneck(Rule):
    """Hidden layer of one unit."""

    code = "KB602"
    level = "warning"
    reference = "Wardat et al. 2021, DeepLocalize, ICSE 2021, doi:10.1109/ICSE43902.2021.00034"
    why = "All that later layers know of a sample is one number, and one dead unit ends it all."
    bad = """
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(1, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile("adam", "sparse_categorical_crossentropy")
"""
    good = bad.replace("Dense(1,", "Dense(32,")

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        for stage in hidden(design):
            if stage.layer.role == "dense" and stage.units == 1 and not stage.merges:
                yield self.finding(
                    stage.path,
                    "A hidden layer of one unit: all that follows sees one number.",
                    "Use 32 units.",
                    Change("units", 32, (stage.path,)),
                )
