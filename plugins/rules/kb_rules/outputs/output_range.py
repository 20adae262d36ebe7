"""Targets that an output can't reach."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

from kb_rules._families import RANGES, REGRESSION, heads


class OutputRange(Rule):
    """Output activation that can't reach the targets."""

    code = "KB205"
    level = "error"
    reference = "Wardat et al. 2022, DeepDiagnosis, ICSE 2022, doi:10.1145/3510003.3510071"
    why = "An activation that is bounded can't predict what lies beyond its bounds."
    bad = """
y = (20 * x[:, 20:44].mean(axis=1)).astype("float32")
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile("adam", "mean_squared_error")
"""
    good = bad.replace(', activation="sigmoid"', "").replace("20 * x", "x")

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        for stage, loss, _ in heads(design):
            target = design.target_of(stage, data)
            if target is None or loss not in REGRESSION:
                continue
            if stage.activation == "softmax" and target.kind in {"labels", "one_hot"}:
                continue  # KB207 speaks of these
            low, high = RANGES.get(stage.activation, (float("-inf"), float("inf")))
            if low - 1e-6 <= target.minimum and target.maximum <= high + 1e-6:
                continue
            yield self.finding(
                stage.path,
                f"Targets go from {target.minimum:.4g} to {target.maximum:.4g}, and"
                f" {stage.activation} puts out {low:.4g} to {high:.4g}.",
                "Leave the output linear.",
                Change("activation", "linear", (stage.path,)),
            )
