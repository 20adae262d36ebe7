"""Softmax in hidden layers."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

from kb_rules._families import hidden


class SoftmaxHidden(Rule):
    """Hidden layer that applies a softmax."""

    code = "KB108"
    level = "warning"
    reference = "Ben Braiek and Khomh 2022, TheDeepChecker, TOSEM, doi:10.1145/3529318"
    why = (
        "A softmax makes the units of a layer compete for a sum of 1: little is left for each, and"
        " hardly any gradient passes."
    )
    bad = """
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(64, activation="softmax"),
    keras.layers.Dense(64, activation="softmax"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile("sgd", "sparse_categorical_crossentropy")
"""
    good = bad.replace('64, activation="softmax"', '64, activation="relu"')

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        for stage in hidden(design):
            if stage.activation == "softmax" and not stage.merges:
                yield self.finding(
                    stage.path,
                    f"A softmax over {stage.units} units inside the network: each puts out"
                    f" {1 / max(1, stage.units):.2g} on average.",
                    "Use relu.",
                    Change("activation", "relu", (stage.path,)),
                )
