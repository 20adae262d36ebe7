"""Adam's epsilon below what float32 can add."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

from kb_rules._families import ADAPTIVE
from kb_rules.optimization._rates import setting

LOW = 1e-10


class EpsilonLow(Rule):
    """Adaptive optimizer with a tiny epsilon."""

    code = "KB405"
    level = "hint"
    reference = "Kingma and Ba 2015, Adam, arXiv:1412.6980"
    why = (
        "Epsilon keeps steps small where gradients are noise. Without it a weight whose gradient is"
        " 1e-12 moves as far as one whose gradient is 1."
    )
    bad = """
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(keras.optimizers.Adam(0.1, epsilon=1e-16), "sparse_categorical_crossentropy")
"""
    good = bad.replace(", epsilon=1e-16", "").replace("0.1", "0.001")

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        optimizer = design.optimizer
        if optimizer is None or optimizer.name not in ADAPTIVE | {"adagrad", "adadelta"}:
            return
        if "epsilon" in optimizer.parameters and setting(optimizer, "epsilon") < LOW:
            yield self.finding(
                "optimizer",
                f"epsilon is {setting(optimizer, 'epsilon'):g}; float32 holds seven digits.",
                "Use 1e-7.",
                Change("epsilon", 1e-7),
            )
