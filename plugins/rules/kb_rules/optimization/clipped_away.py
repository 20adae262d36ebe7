"""Gradients that are clipped to nothing."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule, What

from kb_rules._families import ADAPTIVE
from kb_rules.optimization._rates import setting

TINY = 1e-3
"""Bound below which gradients are hardly ever clipped on purpose."""

CLIPS: tuple[What, ...] = ("clipnorm", "clipvalue", "global_clipnorm")


class ClippedAway(Rule):
    """Gradients clipped to a tiny size."""

    code = "KB412"
    level = "warning"
    reference = "Pascanu et al. 2013, On the difficulty of training RNNs, arXiv:1211.5063"
    why = (
        "A step of SGD is the rate times the gradient. Clipped to a thousandth, it moves no weight"
        " in any usual number of steps. 0.5 to 10 is usual."
    )
    bad = """
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(keras.optimizers.SGD(0.1, clipnorm=1e-6), "sparse_categorical_crossentropy")
"""
    good = bad.replace("1e-6", "1.0")

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        optimizer = design.optimizer
        if optimizer is None or optimizer.name in ADAPTIVE:  # whose steps don't grow with gradients
            return
        for name in CLIPS:
            bound = setting(optimizer, name)
            if 0 < bound < TINY:
                yield self.finding(
                    "optimizer",
                    f"{name}={bound:g} leaves steps of at most"
                    f" {bound * (optimizer.learning_rate or 0):.2g}.",
                    f"Use {name}=1.0.",
                    Change(name, 1.0),
                )
