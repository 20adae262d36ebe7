"""Output units that no label needs."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

from kb_rules._families import SPARSE, heads


class SpareUnits(Rule):
    """Output with more units than there are labels."""

    code = "KB211"
    level = "hint"
    reference = "Humbatova et al. 2020, Taxonomy of Real Faults, ICSE, doi:10.1145/3377811.3380395"
    why = (
        "A unit without a class only learns to be silent: often the sign of a mistake in counting."
    )
    bad = """
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(100, activation="softmax"),
])
model.compile("sgd", "sparse_categorical_crossentropy")
"""
    good = bad.replace("Dense(100,", "Dense(10,")

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        for stage, loss, _ in heads(design):
            target = design.target_of(stage, data)
            if target is None or loss not in SPARSE:
                continue
            highest, units = target.maximum, stage.units
            if target.kind in {"labels", "binary"} and units > highest + 1 and units > 1:
                yield self.finding(
                    stage.path,
                    f"{units} units, and no label above {highest:g}.",
                    f"Use {int(highest) + 1} units, if there are no other classes.",
                    Change("units", int(highest) + 1, (stage.path,)),
                )
