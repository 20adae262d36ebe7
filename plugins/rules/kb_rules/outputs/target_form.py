"""Targets in a form that the loss doesn't take."""

from collections.abc import Iterator

from kb_observe.data import Data, Target
from kb_observe.rules import Change, Design, Finding, Rule

from kb_rules._families import CATEGORICAL, SPARSE, heads

_ROWS = frozenset({"one_hot", "multi_hot", "shares", "real"})


class TargetForm(Rule):
    """Labels where the loss takes one column per class, or the reverse."""

    code = "KB218"
    level = "error"
    reference = "Keras, Probabilistic losses, https://keras.io/api/losses/probabilistic_losses/"
    why = (
        "categorical_crossentropy compares a column for each class, and"
        " sparse_categorical_crossentropy takes the class's number. With the other form, training"
        " ends in an error about shapes."
    )
    bad = """
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile("adam", "categorical_crossentropy")
"""
    good = bad.replace("categorical_crossentropy", "sparse_categorical_crossentropy")

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        if data is None or len(data.targets) != 1 or len(design.outputs) != 1:
            return
        target = data.targets[0]
        for stage, loss, _ in heads(design):
            if loss in SPARSE:
                yield from self._columns(loss, target, self._axes(design))
            elif loss in CATEGORICAL and stage.units > 1:
                yield from self._labels(loss, stage.units, target)

    def _columns(self, loss: str, target: Target, axes: int) -> Iterator[Finding]:
        several = target.shape and target.shape[-1] > 1
        if several and len(target.shape) == axes and target.kind in _ROWS:
            yield self.finding(
                "targets",
                f"{target.shape[-1]} columns for each sample, and {loss} takes one label.",
                "Use categorical_crossentropy.",
                Change("loss", "categorical_crossentropy"),
            )

    def _labels(self, loss: str, units: int, target: Target) -> Iterator[Finding]:
        single = target.shape in {(), (1,)} and target.kind in {"labels", "binary"}
        if single and target.whole and target.maximum < units:
            yield self.finding(
                "targets",
                f"One label for each sample, and {loss} takes {units} columns.",
                "Use sparse_categorical_crossentropy.",
                Change("loss", "sparse_categorical_crossentropy"),
            )

    @staticmethod
    def _axes(design: Design) -> int:
        """Of what the model puts out for a sample; 0 if that isn't known."""
        shapes = design.outputs[0].output_shapes
        return len(shapes[0]) - 1 if shapes else 0
