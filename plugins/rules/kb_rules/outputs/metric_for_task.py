"""Metrics of another task."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

from kb_rules._families import BINARY, CATEGORICAL, REGRESSION, SPARSE

RIGHT = frozenset(
    {"accuracy", "binary_accuracy", "categorical_accuracy", "sparse_categorical_accuracy"}
)
DISTANCES = frozenset(
    {"mean_squared_error", "mean_absolute_error", "root_mean_squared_error", "r2_score"}
)


UNFIT = {
    "binary_accuracy": CATEGORICAL,
    "categorical_accuracy": SPARSE,
    "sparse_categorical_accuracy": CATEGORICAL - SPARSE,
}
"""Accuracies, and the losses whose outputs or targets they misread."""


class MetricForTask(Rule):
    """Metric for another task than the loss."""

    code = "KB216"
    level = "warning"
    reference = "Keras, Metrics, https://keras.io/api/metrics/"
    why = (
        "Accuracy counts predictions that equal their target. Real numbers hardly ever do, so it"
        " stays near 0 however good a regression is. Binary accuracy judges each class by itself,"
        " and is high for a network that says no to all."
    )
    bad = """
y = x[:, 20:44].mean(axis=1).astype("float32")
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(1),
])
model.compile("adam", "mean_squared_error", metrics=["accuracy"])
"""
    good = bad.replace('"accuracy"', '"mean_absolute_error"')

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        kinds = {each.kind for each in data.targets} if data is not None else {"real"}
        losses = {loss.name for loss in design.losses}
        counting = [name for name in design.metrics if name in RIGHT]
        if counting and losses and losses <= REGRESSION and kinds == {"real"}:
            yield self.finding(
                "metrics",
                f"{counting[0]} of a regression with {', '.join(sorted(losses))} stays near 0.",
                "Use mean_absolute_error.",
                Change("metrics", "mean_absolute_error"),
            )
        for name, unfit in UNFIT.items():
            if name in design.metrics and losses and losses <= unfit:
                yield self.finding(
                    "metrics",
                    f"{name} of a classification with {', '.join(sorted(losses))} counts otherwise"
                    " than the loss does.",
                    "Use accuracy.",
                    Change("metrics", "accuracy"),
                )
        distances = [name for name in design.metrics if name in DISTANCES]
        if distances and losses and losses <= BINARY | CATEGORICAL and "real" not in kinds:
            yield self.finding(
                "metrics",
                f"{distances[0]} of a classification with {', '.join(sorted(losses))}.",
                "Use accuracy.",
                Change("metrics", "accuracy"),
            )
