"""Targets without information."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Design, Finding, Rule


class ConstantTarget(Rule):
    """Targets that are all equal."""

    code = "KB308"
    level = "error"
    reference = "Ben Braiek and Khomh 2022, TheDeepChecker, TOSEM, doi:10.1145/3529318"
    why = (
        "There is nothing to learn but one number: often the sign of a mistake in reading the data."
    )
    bad = """
y = np.zeros(len(y), dtype="int64")
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile("adam", "sparse_categorical_crossentropy")
"""
    good = bad.replace('y = np.zeros(len(y), dtype="int64")', "")

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        if data is None or data.samples < 2:  # noqa: PLR2004 - one sample is always constant
            return
        for each in data.targets:
            single = not each.shape or each.shape == (1,)
            if not each.non_finite and ((single and each.std == 0) or each.shares[:1] == (1.0,)):
                yield self.finding(
                    f"targets {each.name}".strip(),
                    f"All {data.samples:,} targets are equal"
                    f"{f' to {each.mean:g}' if single else ''}.",
                )
