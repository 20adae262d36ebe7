"""Sigmoids judged as if they were a softmax."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

from kb_rules._families import CATEGORICAL, heads


class SigmoidCategorical(Rule):
    """Sigmoid output with a categorical cross-entropy."""

    code = "KB202"
    level = "hint"
    reference = "Nikanjam et al. 2021, NeuraLint, TOSEM, doi:10.1145/3470006"
    why = (
        "Categorical cross-entropy expects probabilities that sum to 1. Sigmoids don't, so Keras"
        " rescales them, and a unit gains nothing from being sure that its class is absent."
    )
    bad = """
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(10, activation="sigmoid"),
])
model.compile("sgd", "sparse_categorical_crossentropy")
"""
    good = bad.replace('"sigmoid"', '"softmax"')

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        for stage, loss, logits in heads(design):
            if (
                loss in CATEGORICAL
                and stage.activation in {"sigmoid", "hard_sigmoid"}
                and not logits
            ):
                yield self.finding(
                    stage.path,
                    f"{stage.units} sigmoid units with {loss}, which expects shares of 1.",
                    "Use softmax.",
                    Change("activation", "softmax", (stage.path,)),
                )
