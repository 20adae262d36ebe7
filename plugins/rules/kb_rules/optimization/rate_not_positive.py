"""Learning rates that lead nowhere."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

from kb_rules.optimization._rates import scheduled


class RateNotPositive(Rule):
    """Learning rate of zero or below."""

    code = "KB403"
    level = "error"
    reference = "Schoop et al. 2021, UMLAUT, CHI 2021, doi:10.1145/3411764.3445538"
    why = "A rate of zero changes nothing, and a negative one climbs the loss."
    bad = """
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(keras.optimizers.SGD(0.0), "sparse_categorical_crossentropy")
"""
    good = bad.replace("0.0", "0.1")

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        optimizer = design.optimizer
        rate = None if optimizer is None else optimizer.learning_rate
        if optimizer is not None and rate is not None and rate <= 0 and not scheduled(optimizer):
            warm = 0.01 if optimizer.name == "sgd" else 0.001
            yield self.finding(
                "optimizer",
                f"The learning rate is {rate:g}.",
                f"Use {warm:g}.",
                Change("learning_rate", warm),
            )
