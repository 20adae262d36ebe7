"""Output units against classes."""

from collections.abc import Iterator

from kb_observe.data import Data, Target
from kb_observe.rules import Change, Design, Finding, Rule, Stage

from kb_rules._families import BINARY, CATEGORICAL, SPARSE, heads


class ClassCount(Rule):
    """Output with fewer units than the targets have classes."""

    code = "KB210"
    level = "error"
    reference = "Humbatova et al. 2020, Taxonomy of Real Faults, ICSE, doi:10.1145/3377811.3380395"
    why = (
        "A class without a unit can't be predicted: on a CPU its label is an error, on a GPU the"
        " loss is NaN, and one sigmoid unit can tell two classes apart and no more."
    )
    bad = """
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile("adam", "binary_crossentropy")
"""
    good = bad.replace('1, activation="sigmoid"', '10, activation="softmax"').replace(
        "binary_crossentropy", "sparse_categorical_crossentropy"
    )

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        for stage, loss, _ in heads(design):
            target = design.target_of(stage, data)
            if target is not None:
                yield from self._check(stage, loss, target)

    def _check(self, stage: Stage, loss: str, target: Target) -> Iterator[Finding]:
        units, place = stage.units, stage.path
        if loss in BINARY and units == 1 and target.kind == "labels" and target.maximum > 1:
            classes = int(target.maximum) + 1
            yield self.finding(
                place,
                f"One unit with {loss}, and labels from {target.minimum:g} to {target.maximum:g}.",
                f"Use {classes} units with softmax and sparse_categorical_crossentropy.",
                Change("units", classes, (place,)),
                Change("activation", "softmax", (place,)),
                Change("loss", "sparse_categorical_crossentropy"),
            )
        if loss in SPARSE and target.whole and target.maximum >= units:
            yield self.finding(
                place,
                f"{units} units, and labels up to {target.maximum:g}.",
                f"Use {int(target.maximum) + 1} units, or labels that begin with 0.",
                Change("units", int(target.maximum) + 1, (place,)),
            )
        columns = target.shape[-1] if target.shape else 1
        if loss in CATEGORICAL - SPARSE and columns not in {1, units}:
            yield self.finding(
                place,
                f"{units} units, and targets with {columns} columns.",
                f"Use {columns} units.",
                Change("units", columns, (place,)),
            )
