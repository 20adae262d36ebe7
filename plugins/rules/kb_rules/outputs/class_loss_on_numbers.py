"""Numbers learned as classes."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

from kb_rules._families import BINARY, CATEGORICAL, heads


class ClassLossOnNumbers(Rule):
    """Real targets learned with a cross-entropy."""

    code = "KB208"
    level = "error"
    reference = "Humbatova et al. 2020, Taxonomy of Real Faults, ICSE, doi:10.1145/3377811.3380395"
    why = (
        "Cross-entropy compares probabilities. For targets beyond 0 and 1 it has no minimum, and"
        " falls without end."
    )
    bad = """
y = (20 * x[:, 20:44].mean(axis=1)).astype("float32")
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile("adam", "binary_crossentropy")
"""
    good = bad.replace(', activation="sigmoid"', "").replace(
        "binary_crossentropy", "mean_squared_error"
    )

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        for stage, loss, _ in heads(design):
            target = design.target_of(stage, data)
            if target is None or target.kind != "real" or loss not in BINARY | CATEGORICAL:
                continue
            if target.minimum >= 0 and target.maximum <= 1:
                continue  # KB209 speaks of these
            if target.whole and "sparse" in loss:
                continue  # labels, if strange ones
            yield self.finding(
                "loss",
                f"{loss} on real targets from {target.minimum:.4g} to {target.maximum:.4g}.",
                "Use mean_squared_error with a linear output.",
                Change("loss", "mean_squared_error"),
                Change("activation", "linear", (stage.path,)),
            )
