"""Numbers between 0 and 1 taken for probabilities."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

from kb_rules._families import BINARY, heads


class SoftTargets(Rule):
    """Real targets between 0 and 1 with a binary cross-entropy."""

    code = "KB209"
    level = "hint"
    reference = "Murphy 2022, Probabilistic Machine Learning, section 10.2"
    why = (
        "If the numbers are shares or probabilities this is fine. If they are a measurement that"
        " was scaled, the loss stays high however good the predictions are."
    )
    bad = """
y = x[:, 20:44].mean(axis=1).astype("float32")
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
            if target is None or loss not in BINARY or target.kind != "real":
                continue
            single = target.shape in {(), (1,)}  # pictures are often learned so
            if single and target.minimum >= 0 and target.maximum <= 1:
                yield self.finding(
                    "loss",
                    f"{loss} on targets such as {target.mean:.2g}, which are neither 0 nor 1.",
                    "Use mean_squared_error with a linear output, if they are measurements.",
                    Change("loss", "mean_squared_error"),
                    Change("activation", "linear", (stage.path,)),
                )
