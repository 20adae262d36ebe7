"""Inputs that are tiny."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

from kb_rules.data.input_scale import embedded, rescaled

TINY = 0.02


class TinyInputs(Rule):
    """Inputs that were scaled down too far."""

    code = "KB303"
    level = "warning"
    reference = "Ben Braiek and Khomh 2022, TheDeepChecker, TOSEM, doi:10.1145/3529318"
    why = (
        "Gradients of the first layer shrink with the inputs. Inputs divided by 255 twice are the"
        " usual case."
    )
    bad = """
x = x / 255
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile("sgd", "sparse_categorical_crossentropy")
"""
    good = bad.replace("x / 255", "x")

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        if data is None or rescaled(design) or embedded(design):
            return
        for each in data.inputs:
            sparse = each.whole or each.maximum > 0.5  # noqa: PLR2004 - few values that aren't tiny
            if 0 < each.size < TINY and not sparse:
                yield self.finding(
                    f"inputs {each.name}".strip(),
                    f"Inputs from {each.minimum:.2g} to {each.maximum:.2g}, {each.size:.2g} in root"
                    " mean square.",
                    "Scale them once, or standardize.",
                    Change("inputs", "standardize"),
                )
