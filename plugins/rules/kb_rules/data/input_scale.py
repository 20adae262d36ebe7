"""Inputs that are large."""

from collections.abc import Iterator
from math import prod

from kb_observe.data import Data, Input
from kb_observe.networks import Layer
from kb_observe.rules import Change, Design, Finding, Rule

BRIGHT = 255
"""The largest value of a byte."""

FLAT = 16
"""Values in a row from which it may be a picture, flattened."""

LARGE = 5.0
"""Root mean square from which inputs are called large."""


class InputScale(Rule):
    """Inputs that aren't scaled."""

    code = "KB301"
    level = "warning"
    reference = "LeCun et al. 1998, Efficient BackProp, doi:10.1007/3-540-49430-8_2"
    why = (
        "Initializers assume inputs of size 1. Larger ones saturate activations, enlarge gradients"
        " by their square, and make the usual learning rates too large."
    )
    bad = """
x = x * 255
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile("sgd", "sparse_categorical_crossentropy")
"""
    good = bad.replace("x * 255", "x * 255 / 255")

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        if data is None or rescaled(design):
            return
        for each in data.inputs:
            if each.size > LARGE and not embedded(design):
                yield self.finding(
                    f"inputs {each.name}".strip(),
                    f"Inputs from {each.minimum:.4g} to {each.maximum:.4g}, {each.size:.3g} in root"
                    " mean square; layers start for inputs of about 1.",
                    "Divide them by 255." if _pixels(each) else "Standardize them.",
                    Change("inputs", "standardize"),
                )


def _pixels(each: Input) -> bool:
    """Whether inputs look like the colours of pictures, flattened or not."""
    picture = len(each.shape) > 1 or (each.whole and prod(each.shape) >= FLAT)
    return picture and each.minimum >= 0 and BRIGHT / 2 < each.maximum <= BRIGHT


def rescaled(design: Design) -> bool:
    """Whether the first layers bring inputs to scale."""
    return any(layer.role in {"normalization", "preprocessing"} for layer in _first(design))


def embedded(design: Design) -> bool:
    """Whether inputs are numbers of words and the like."""
    return any(layer.role == "embedding" for layer in design.network.layers)


def _first(design: Design) -> Iterator[Layer]:
    """The layers before the first that has a kernel, that one's own norm left out."""
    for layer in design.layers:
        if layer.weight("kernel") is not None:
            return
        yield layer
