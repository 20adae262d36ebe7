"""Logits that aren't logits any more."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

from kb_rules._families import PROBABILITIES, heads


class DoubleSoftmax(Rule):
    """Softmax or sigmoid output with a loss that applies it again."""

    code = "KB204"
    level = "hint"
    reference = "Humbatova et al. 2020, Taxonomy of Real Faults, ICSE, doi:10.1145/3377811.3380395"
    why = (
        "With from_logits=True the loss applies softmax or sigmoid itself. Applied to probabilities"
        " it sees differences of at most 1, so the loss can't get small and gradients are weak."
        " On TensorFlow Keras finds the logits that went into the softmax and uses these, so that"
        " nothing is lost; other backends don't."
    )
    bad = """
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
"""
    good = bad.replace(', activation="softmax"', "")

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        for stage, loss, logits in heads(design):
            if logits and stage.activation in PROBABILITIES:
                yield self.finding(
                    stage.path,
                    f"{stage.activation} is applied twice: by the output and by {loss} with"
                    " from_logits=True.",
                    "Leave the output linear, or from_logits out.",
                    Change("activation", "linear", (stage.path,)),
                )
