"""Targets that are large."""

import math
from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

from kb_rules._families import ADAPTIVE, REGRESSION

LARGE = 15.0
"""Root mean square from which targets are called large."""

TOGETHER = 20.0
"""How many times the way of one weight an output comes that many weights move together."""


class TargetScale(Rule):
    """Targets of a regression that are far larger than 1."""

    code = "KB307"
    level = "warning"
    reference = "LeCun et al. 1998, Efficient BackProp, doi:10.1007/3-540-49430-8_2"
    why = (
        "A fresh network predicts about 0. The squared error's gradient grows with the distance, so"
        " SGD diverges, and Adam needs as many steps as the distance holds learning rates."
    )
    bad = """
y = (1000 * x[:, 20:44].mean(axis=1)).astype("float32")
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(1),
])
model.compile("adam", "mean_squared_error")
"""
    good = bad.replace("model =", "y = (y - y.mean()) / y.std()\nmodel =")

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        losses = {loss.name for loss in design.losses}
        for each in () if data is None else data.targets:
            size = (each.mean**2 + each.std**2) ** 0.5
            large = max(LARGE, _reached(design, data))
            if each.kind in {"real", "labels"} and losses & REGRESSION and size > large:
                yield self.finding(
                    f"targets {each.name}".strip(),
                    f"Targets from {each.minimum:.4g} to {each.maximum:.4g}, {size:.3g} in root"
                    " mean square; a fresh network predicts about 0.",
                    "Standardize the targets, and undo it on predictions.",
                    Change("targets", "standardize"),
                )


def _reached(design: Design, data: Data | None) -> float:
    """How far the planned steps of an adaptive optimizer move an output; 0 if that isn't known."""
    optimizer = design.optimizer
    if data is None or optimizer is None or optimizer.name not in ADAPTIVE:
        return 0.0
    if not (design.epochs and design.batch_size):
        return 0.0
    steps = design.epochs * math.ceil(data.samples / design.batch_size)
    together = TOGETHER if design.hidden else 1.0
    return together * steps * (optimizer.learning_rate or 0.0)
