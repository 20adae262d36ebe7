"""Batches that leave few steps."""

import math
from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

STEPS = 4
"""Steps in an epoch below which a batch is nearly all of the data."""


class LargeBatches(Rule):
    """Batches that are nearly all of the data."""

    code = "KB410"
    level = "hint"
    reference = "Keskar et al. 2017, On Large-Batch Training, arXiv:1609.04836"
    why = "One step takes all samples, so an epoch moves the weights once where it could often."
    bad = """
batch_size = 1797
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile("sgd", "sparse_categorical_crossentropy")
"""
    good = bad.replace("1797", "32")

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        if data is None or not design.batch_size or data.samples <= 64:  # noqa: PLR2004 - small data is small
            return
        steps = math.ceil(data.samples / design.batch_size)
        if steps < STEPS:
            yield self.finding(
                "training",
                f"Batches of {design.batch_size} from {data.samples:,} samples:"
                f" {steps} step{'s' * (steps > 1)} an epoch.",
                "Use 32.",
                Change("batch_size", 32),
            )
