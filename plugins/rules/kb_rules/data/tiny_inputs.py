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
        scale = _scale(design)
        if data is None or (rescaled(design) and scale is None) or embedded(design):
            return
        for each in data.inputs:
            factor = scale or 1.0
            sparse = each.whole or each.maximum * factor > 0.5  # noqa: PLR2004 - few values that aren't tiny
            if 0 < each.size * factor < TINY and not sparse:
                told = f", and a layer multiplies them by {scale:.2g}" if scale else ""
                yield self.finding(
                    f"inputs {each.name}".strip(),
                    f"Inputs from {each.minimum:.2g} to {each.maximum:.2g}, {each.size:.2g} in root"
                    f" mean square{told}.",
                    "Scale them once, or standardize.",
                    Change("inputs", "standardize"),
                )


def _scale(design: Design) -> float | None:
    """What a layer multiplies inputs by, if nothing else brings them to scale."""
    scaling = [layer for layer in design.layers if layer.class_name == "Rescaling"]
    others = any(
        layer.role in {"normalization", "preprocessing"} and layer not in scaling
        for layer in design.layers
    )
    if len(scaling) != 1 or others or scaling[0].parameters.get("offset"):
        return None
    scale = scaling[0].parameters.get("scale")
    return float(scale) if isinstance(scale, int | float) else None
