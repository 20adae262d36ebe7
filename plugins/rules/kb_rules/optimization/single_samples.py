"""Batches of one sample."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

MANY = 500


class SingleSamples(Rule):
    """Batches of one sample."""

    code = "KB409"
    level = "hint"
    reference = "Masters and Luschi 2018, Revisiting Small Batch Training, arXiv:1804.07612"
    why = (
        "The gradient of one sample is mostly noise and its step uses a fraction of the machine:"
        " batches of 8 to 32 learn as well in a fraction of the time."
    )
    bad = """
batch_size, epochs = 1, 1
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(keras.optimizers.SGD(0.1, momentum=0.9), "sparse_categorical_crossentropy")
"""
    good = bad.replace("= 1, 1", "= 32, 16")

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        if design.batch_size == 1 and data is not None and data.samples > MANY:
            yield self.finding(
                "training",
                f"Batches of one sample: {data.samples:,} steps an epoch.",
                "Use 32.",
                Change("batch_size", 32),
            )
