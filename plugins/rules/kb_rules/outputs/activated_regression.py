"""Regression through an activation."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

from kb_rules._families import REGRESSION, heads


class ActivatedRegression(Rule):
    """Regression of real numbers with a rectified or softmax output."""

    code = "KB206"
    level = "warning"
    reference = "Nikanjam et al. 2021, NeuraLint, TOSEM, doi:10.1145/3470006"
    why = (
        "A relu output that is negative for every sample has no gradient and never recovers; a"
        " softmax makes the predictions of one sample sum to 1."
    )
    bad = """
y = x[:, 20:28].mean(axis=1, keepdims=True).repeat(3, axis=1) * [[0.5, 1.0, 2.0]]
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(3, activation="softmax"),
])
model.compile("adam", "mean_squared_error")
"""
    good = bad.replace(', activation="softmax"', "")

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        for stage, loss, _ in heads(design):
            target = design.target_of(stage, data)
            real = target is not None and target.kind == "real"
            if loss in REGRESSION and real and stage.activation in {"relu", "softmax"}:
                yield self.finding(
                    stage.path,
                    f"{stage.activation} at the output of a regression with {loss}.",
                    "Leave the output linear.",
                    Change("activation", "linear", (stage.path,)),
                )
