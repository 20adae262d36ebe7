"""Learning rates that are too small."""

from collections.abc import Iterator
from math import sqrt

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

from kb_rules.optimization._rates import SAFE, USUAL, effective, scheduled, stable


class RateLow(Rule):
    """Learning rate below what is usual for the optimizer."""

    code = "KB402"
    level = "warning"
    reference = "Smith 2017, Cyclical Learning Rates, arXiv:1506.01186"
    why = (
        "Steps that are too short take too many of them. Adadelta's default of 0.001 in Keras is"
        " such a rate: its paper takes none, which is a rate of 1."
    )
    bad = """
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(keras.optimizers.Adadelta(0.001), "sparse_categorical_crossentropy")
"""
    good = bad.replace("0.001", "1.0")

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        optimizer = design.optimizer
        if optimizer is None or optimizer.name not in USUAL or not optimizer.learning_rate:
            return
        if scheduled(optimizer):  # a schedule may well begin low
            return
        rate, (low, high) = effective(optimizer), USUAL[optimizer.name]
        limit = stable(design, data)
        if limit is not None and rate > 0.1 * SAFE * limit:  # not low for inputs as large as these
            return
        if 0 < rate < 1.01 * low:  # as much as float32 may add
            better = {"adadelta": 1.0}.get(optimizer.name) or float(f"{sqrt(low * high):.0e}")
            better = better if limit is None else min(better, float(f"{SAFE * limit:.0e}"))
            than = "the lowest of" if rate > 0.99 * low else "below"
            yield self.finding(
                "optimizer",
                f"A learning rate of {optimizer.learning_rate:g} is {than} the usual {low:g} to"
                f" {high:g} of {optimizer.name}.",
                f"Use {better:g}, or find one with a range test.",
                Change("learning_rate", better),
            )
