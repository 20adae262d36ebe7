"""Learning rates that are too large."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

from kb_rules.optimization._rates import USUAL, effective

ALONE = 10.0
"""What a single layer, whose loss is convex, bears beyond a deep network's rate."""


class RateHigh(Rule):
    """Learning rate above what is usual for the optimizer."""

    code = "KB401"
    level = "warning"
    reference = "Smith 2017, Cyclical Learning Rates, arXiv:1506.01186"
    why = (
        "Steps that are too long overshoot: the loss jumps or grows, and units are pushed to where"
        " their activation has no slope."
    )
    bad = """
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(keras.optimizers.Adam(0.5), "sparse_categorical_crossentropy")
"""
    good = bad.replace("0.5", "0.001")

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        optimizer = design.optimizer
        if optimizer is None or optimizer.name not in USUAL or not optimizer.learning_rate:
            return
        rate, (low, high) = effective(optimizer), USUAL[optimizer.name]
        alone = len(design.stages) == 1
        if rate > 1.01 * high * (ALONE if alone else 1):  # as much as float32 may add
            with_momentum = rate != optimizer.learning_rate
            told = f", {rate:.2g} with its momentum," if with_momentum else ""
            better = 10 ** ((_log(low) + 2 * _log(high)) / 3)
            better = float(f"{better * optimizer.learning_rate / rate:.0e}")
            yield self.finding(
                "optimizer",
                f"A learning rate of {optimizer.learning_rate:g}{told} is above the usual {low:g}"
                f" to {high:g} of {optimizer.name}.",
                f"Use {better:g}, or find one with a range test.",
                Change("learning_rate", better),
            )


def _log(number: float) -> float:
    from math import log10

    return log10(number)
