"""Columns without information."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Design, Finding, Rule

from kb_rules._wording import counted, listed


class ConstantColumns(Rule):
    """Columns of a table that never change."""

    code = "KB304"
    level = "hint"
    reference = "Ben Braiek and Khomh 2022, TheDeepChecker, TOSEM, doi:10.1145/3529318"
    why = (
        "A column that is the same in every sample says nothing, and standardizing it divides by 0."
    )
    bad = """
x = np.concatenate([x, np.ones((len(x), 3))], axis=1)
model = keras.Sequential([
    keras.Input((67,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile("adam", "sparse_categorical_crossentropy")
"""
    good = bad.replace("x = np.concatenate([x, np.ones((len(x), 3))], axis=1)", "").replace(
        "67", "64"
    )

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        for each in () if data is None else data.inputs:
            if each.constant:
                names = [str(column) for column in each.constant]
                yield self.finding(
                    f"inputs {each.name}".strip(),
                    f"{counted(len(names), 'column')} never change{'s' * (len(names) == 1)}:"
                    f" {listed(names)}.",
                )
