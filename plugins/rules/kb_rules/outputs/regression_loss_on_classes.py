"""Classes learned by distance."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

from kb_rules._families import PROBABILITIES, REGRESSION, heads


class RegressionLossOnClasses(Rule):
    """Classes learned with the loss of a regression."""

    code = "KB207"
    level = "warning"
    reference = "Golik et al. 2013, Cross-Entropy vs. Squared Error Training, Interspeech"
    why = (
        "The squared or absolute error of a probability hardly changes when a prediction is"
        " certain and wrong, so the gradient is smallest where it is needed most."
    )
    bad = """
y = keras.utils.to_categorical(y, 10)
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile("sgd", "mean_squared_error")
"""
    good = bad.replace("mean_squared_error", "categorical_crossentropy")

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        for stage, loss, _ in heads(design):
            target = design.target_of(stage, data)
            kind = "real" if target is None else target.kind
            if loss not in REGRESSION or kind not in {"labels", "binary", "one_hot", "multi_hot"}:
                continue
            if stage.activation not in PROBABILITIES and kind not in {"one_hot", "binary"}:
                continue  # whole numbers may well be measurements
            softmax = stage.activation == "softmax"
            if kind == "labels" and not softmax:
                continue  # KB205 speaks of these
            if softmax:
                better = (
                    "sparse_categorical_crossentropy"
                    if kind == "labels"
                    else "categorical_crossentropy"
                )
            else:
                better = "binary_crossentropy"
            yield self.finding(
                "loss",
                f"{loss} on {kind.replace('_', '-')} targets, after"
                f" {stage.activation} in {stage.path}.",
                f"Use {better}.",
                Change("loss", better),
            )
