"""Binary cross-entropy where one of many is right."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

from kb_rules._families import BINARY, heads


class BinaryLossOnChoice(Rule):
    """Binary cross-entropy on one-hot targets of several classes."""

    code = "KB215"
    level = "warning"
    reference = "Humbatova et al. 2020, Taxonomy of Real Faults, ICSE, doi:10.1145/3377811.3380395"
    why = (
        "Each unit is judged by itself, so that being silent is right for most classes: the loss is"
        " small and the binary accuracy high before anything is learned."
    )
    bad = """
y = keras.utils.to_categorical(y, 10)
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile("sgd", "binary_crossentropy")
"""
    good = bad.replace("binary_crossentropy", "categorical_crossentropy")

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        for stage, loss, _ in heads(design):
            target = design.target_of(stage, data)
            one = target is not None and target.kind == "one_hot"
            if loss in BINARY and (one or stage.activation == "softmax") and stage.units > 2:  # noqa: PLR2004 - two units may be two questions
                yield self.finding(
                    "loss",
                    f"{loss} on {stage.units} classes, one of them right: saying no to all"
                    f" is right for {1 - 1 / stage.units:.0%} of the units.",
                    "Use softmax with categorical_crossentropy.",
                    Change("activation", "softmax", (stage.path,)),
                    Change("loss", "categorical_crossentropy"),
                )
