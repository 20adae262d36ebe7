"""Classes of very unequal size."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Design, Finding, Rule

RATIO = 10.0


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
        for each in () if data is None else data.targets:
            if len(each.shares) > 1 and each.shares[0] > RATIO * each.shares[-1]:
                yield self.finding(
                    f"targets {each.name}".strip(),
                    f"The commonest class has {each.shares[0]:.1%} of the samples and the rarest"
                    f" {each.shares[-1]:.2%}.",
                    "Weigh the classes, class_weight= in fit, and look at more than accuracy.",
                )
