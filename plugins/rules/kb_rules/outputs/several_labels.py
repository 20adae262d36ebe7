"""Several labels at once against a single choice."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

from kb_rules._families import CATEGORICAL, SPARSE, heads


class SeveralLabels(Rule):
    """Targets with several ones in a row, and an output that chooses one."""

    code = "KB214"
    level = "error"
    reference = "Nam et al. 2014, Large-scale Multi-label Text Classification, arXiv:1312.5419"
    why = (
        "A softmax shares 1 among all classes. If two are right it can give neither more than a"
        " half."
    )
    bad = """
y = np.stack([y % 2 == 0, y > 4, y % 3 == 0], axis=1).astype("float32")
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(3, activation="softmax"),
])
model.compile("adam", "categorical_crossentropy")
"""
    good = bad.replace('"softmax"', '"sigmoid"').replace("categorical", "binary")

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        for stage, loss, _ in heads(design):
            target = design.target_of(stage, data)
            if target is None or target.kind != "multi_hot" or loss in SPARSE:
                continue  # with a sparse loss each column is a label of its own
            if loss in CATEGORICAL or stage.activation == "softmax":
                yield self.finding(
                    stage.path,
                    f"Rows of targets have several ones or none, and {stage.activation} with {loss}"
                    " chooses exactly one.",
                    "Use sigmoid with binary_crossentropy.",
                    Change("activation", "sigmoid", (stage.path,)),
                    Change("loss", "binary_crossentropy"),
                )
