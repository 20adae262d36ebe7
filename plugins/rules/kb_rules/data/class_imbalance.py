"""Classes of very unequal size."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Design, Finding, Rule

from kb_rules._families import REGRESSION

RATIO = 10.0

COUNTS = frozenset({"poisson"})
"""Losses whose whole numbers are no classes."""


class ClassImbalance(Rule):
    """Classes of very unequal size."""

    code = "KB309"
    level = "warning"
    reference = (
        "Buda et al. 2018, A systematic study of the class imbalance problem, arXiv:1710.05381"
    )
    why = (
        "A network that always says the commonest class has that share as its accuracy, and rare"
        " classes hardly count in the loss."
    )
    bad = """
keep = (y == 0) | (np.arange(len(y)) % 30 == 0)
x, y = x[keep], (y[keep] != 0).astype("float32")
x, y = np.concatenate([x[y == 0], x[y == 1][:8]]), np.concatenate([y[y == 0], y[y == 1][:8]])
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile("sgd", "binary_crossentropy")
"""
    good = """
y = (y > 4).astype("float32")
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile("sgd", "binary_crossentropy")
"""

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        if any(loss.name in REGRESSION | COUNTS or "focal" in loss.name for loss in design.losses):
            return
        for each in () if data is None else data.targets:
            present = [share for share in each.shares if share]
            several = len(each.shape) > 1 or (each.shape[-1:] != (1,) and each.kind != "one_hot")
            if each.shape and several:  # of pixels or words, which aren't weighed by classes
                continue
            if len(present) > 1 and present[0] > RATIO * present[-1]:
                yield self.finding(
                    f"targets {each.name}".strip(),
                    f"The commonest class has {present[0]:.1%} of the samples and the rarest"
                    f" {present[-1]:.2%}.",
                    "Weigh the classes, class_weight= in fit, and look at more than accuracy.",
                )
