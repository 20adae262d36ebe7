"""Columns that number the rows."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Design, Finding, Rule

from kb_rules._wording import listed


class RowNumbers(Rule):
    """Column that counts the rows, as an identifier does."""

    code = "KB305"
    level = "warning"
    reference = "Kapoor and Narayanan 2023, Leakage, Patterns, doi:10.1016/j.patter.2023.100804"
    why = (
        "A running number says where a sample stood in its file. If the file was sorted, a network"
        " learns the order and not the task."
    )
    bad = """
x = np.concatenate([np.arange(len(x))[:, None], x], axis=1)
model = keras.Sequential([
    keras.Input((65,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile("adam", "sparse_categorical_crossentropy")
"""
    good = bad.replace("x = np.concatenate([np.arange(len(x))[:, None], x], axis=1)", "").replace(
        "65", "64"
    )

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        for each in () if data is None else data.inputs:
            wide = len(each.stds) > 1 and not any(
                s.layer.role == "recurrent" for s in design.stages
            )
            if each.counting and wide:
                yield self.finding(
                    f"inputs {each.name}".strip(),
                    f"Column {listed([str(column) for column in each.counting])} grows by the same"
                    " amount from row to row, as a running number does.",
                )
