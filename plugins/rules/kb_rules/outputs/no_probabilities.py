"""Cross-entropy of values that aren't probabilities."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

from kb_rules._families import BINARY, CATEGORICAL, PROBABILITIES, heads


class NoProbabilities(Rule):
    """Cross-entropy of an output that isn't a probability."""

    code = "KB203"
    level = "error"
    reference = "Schoop et al. 2021, UMLAUT, CHI 2021, doi:10.1145/3411764.3445538"
    why = (
        "Cross-entropy takes the logarithm of its input. Keras clips what lies outside 0 to 1, and"
        " a clipped output has no gradient."
    )
    bad = """
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(10, activation="relu"),
])
model.compile("sgd", "sparse_categorical_crossentropy")
"""
    good = bad.replace('Dense(10, activation="relu")', 'Dense(10, activation="softmax")')

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        for stage, loss, logits in heads(design):
            if loss not in CATEGORICAL | BINARY or stage.activation in PROBABILITIES:
                continue
            if logits and stage.activation == "linear":
                continue
            units = stage.units
            target = design.target_of(stage, data)
            one = target is not None and target.kind == "one_hot"
            choice = loss in BINARY and one and units > 2  # noqa: PLR2004 - two units may be two questions
            suited = "softmax" if loss in CATEGORICAL or choice else "sigmoid"
            better = "linear" if logits and not choice else suited
            changes = [Change("activation", better, (stage.path,))]
            if choice:
                changes.append(Change("loss", "categorical_crossentropy"))
            what = "no activation" if stage.activation == "linear" else stage.activation
            told = "logits, which are any numbers," if logits else "probabilities"
            yield self.finding(
                stage.path,
                f"{units} output unit{'s' * (units != 1)} with {what}, and {loss} expects {told}"
                " from the output.",
                f"Use {better}{' with categorical_crossentropy' if choice else ''}.",
                *changes,
            )
