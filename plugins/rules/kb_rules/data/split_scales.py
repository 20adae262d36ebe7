"""Training and validation data of unlike scale."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Design, Finding, Rule

RATIO = 3.0


class SplitScales(Rule):
    """Validation samples that are scaled otherwise than training samples."""

    code = "KB310"
    level = "error"
    reference = "Humbatova et al. 2020, Taxonomy of Real Faults, ICSE, doi:10.1145/3377811.3380395"
    why = "What was learned on one scale means nothing on another: only one of the two was scaled."
    bad = """
validation = (x[:300] / 255, y[:300])
x, y = x[300:], y[300:]
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile("adam", "sparse_categorical_crossentropy")
"""
    good = bad.replace(" / 255", "")

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        if data is None or data.validation is None:
            return
        for ours, theirs in zip(data.inputs, data.validation.inputs, strict=False):
            sizes = sorted((ours.size, theirs.size))
            if sizes[0] > 0 and sizes[1] / sizes[0] > RATIO:
                yield self.finding(
                    f"inputs {ours.name}".strip(),
                    f"Training samples are {ours.size:.3g} in root mean square, and validation"
                    f" samples {theirs.size:.3g}.",
                    "Scale both in the same way, with figures of the training samples.",
                )
