"""Trainings that end before they begin."""

import math
from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

from kb_rules._wording import counted

FEW = 300
"""Updates below which a network from random weights has seldom learned its task."""

PASSES, FEW_IN_THEM = 3, 1_000
"""Epochs in which samples are hardly seen twice, and updates that then are few."""


class FewUpdates(Rule):
    """Fewer steps than a network needs."""

    code = "KB408"
    level = "warning"
    reference = "Ben Braiek and Khomh 2022, TheDeepChecker, TOSEM, doi:10.1145/3529318"
    why = (
        "What counts is the number of steps: epochs times samples divided by the batch size. Large"
        " batches and few epochs leave few."
    )
    bad = """
epochs, batch_size = 2, 128
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile("adam", "sparse_categorical_crossentropy")
"""
    good = bad.replace("2, 128", "16, 32")

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        if data is None or not data.samples or not design.epochs or not design.batch_size:
            return
        each = math.ceil(data.samples / design.batch_size)
        total = each * design.epochs
        if total < FEW or (design.epochs < PASSES and total < FEW_IN_THEM):
            wanted = max(PASSES, math.ceil(FEW_IN_THEM / each))
            yield self.finding(
                "training",
                f"{counted(design.epochs, 'epoch')} of {data.samples:,} samples in batches of"
                f" {design.batch_size} make {counted(total, 'update')}.",
                f"Use {wanted} epochs{', or smaller batches' if design.batch_size > 1 else ''}.",
                Change("epochs", wanted),
            )
