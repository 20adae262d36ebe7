"""Columns of unlike scale."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

from kb_rules.data.input_scale import embedded, rescaled

RATIO = 100.0
"""Between the largest and the smallest deviation of a column."""


class ColumnScales(Rule):
    """Columns of a table whose scales differ by orders of magnitude."""

    code = "KB302"
    level = "warning"
    reference = "LeCun et al. 1998, Efficient BackProp, doi:10.1007/3-540-49430-8_2"
    why = (
        "The loss is steep along large columns and flat along small ones, so a rate that suits the"
        " ones is far too small for the others."
    )
    bad = """
x = x * np.geomspace(0.01, 1000, 64)
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile("sgd", "sparse_categorical_crossentropy")
"""
    good = bad.replace("np.geomspace(0.01, 1000, 64)", "1")

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        if data is None or rescaled(design) or embedded(design):
            return
        for each in data.inputs:
            told = sorted(deviation for deviation in each.stds if deviation > 0)
            middle = told[len(told) // 10 :]  # a few columns that hardly change are usual
            if middle and middle[-1] / middle[0] > RATIO and middle[-1] > 1:
                yield self.finding(
                    f"inputs {each.name}".strip(),
                    f"Columns vary by {middle[0]:.2g} to {middle[-1]:.2g}, a factor of"
                    f" {middle[-1] / middle[0]:,.0f}.",
                    "Standardize each column.",
                    Change("inputs", "standardize"),
                )
