"""What depth, initializer and activation leave of a signal."""

import math
from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

from kb_rules._families import SIGMOIDS, hidden
from kb_rules._signal import passages
from kb_rules._wording import counted

FACTOR = 1e-3
"""A gradient that is scaled by less than this, or by more than its inverse, is lost."""

SUITED = {
    "relu": "he_normal",
    "leaky_relu": "he_normal",
    "prelu": "he_normal",
    "elu": "he_normal",
    "selu": "lecun_normal",
}
"""Initializers by activation; glorot_uniform for the others."""


class SignalForecast(Rule):
    """Stack of layers whose initializer and activation lose the gradient."""

    code = "KB105"
    level = "warning"
    reference = "Schoenholz et al. 2017, Deep Information Propagation, arXiv:1611.01232"
    why = (
        "Each layer scales a gradient by a factor that follows from the variance of its weights and"
        " the slope of its activation. Over many layers anything but 1 vanishes or explodes."
    )
    bad = """
model = keras.Sequential([keras.Input((64,))])
for _ in range(34):
    model.add(keras.layers.Dense(64, activation="relu", kernel_initializer="glorot_uniform"))
model.add(keras.layers.Dense(10, activation="softmax"))
model.compile("sgd", "sparse_categorical_crossentropy")
"""
    good = bad.replace(
        '"relu", kernel_initializer="glorot_uniform"', '"selu", kernel_initializer="lecun_normal"'
    )

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        size = data.inputs[0].size if data is not None and len(data.inputs) == 1 else 1.0
        followed = list(passages(hidden(design), size or 1.0))
        total = math.prod(passage.gradient for passage in followed)
        if len(followed) < 2 or FACTOR <= total <= 1 / FACTOR:  # noqa: PLR2004 - a stack has two
            return
        names = tuple(passage.stage.path for passage in followed)
        activation = followed[-1].stage.activation
        kernel = followed[-1].stage.kernel
        what = "shrinks" if total < 1 else "grows"
        advice, changes = _mend(activation, "" if kernel is None else kernel.initializer, names)
        yield self.finding(
            names[0],
            f"Over {counted(len(followed), 'layer')} a gradient {what} by a factor of"
            f" {total:.0e}: {kernel.initializer if kernel else ''} with {activation} scales it by"
            f" {followed[-1].gradient:.2g} a layer.",
            advice,
            *changes,
        )


def _mend(activation: str, initializer: str, names: tuple[str, ...]) -> tuple[str, list[Change]]:
    """What keeps the gradient, in words and as changes."""
    suited = SUITED.get(activation, "glorot_uniform")
    if activation in SIGMOIDS:  # which no scale of weights mends
        relu = Change("activation", "relu", names), Change("initializer", "he_normal", names)
        return "Use relu with he_normal.", [*relu]
    if initializer and suited != initializer:
        return f"Use {suited}.", [Change("initializer", suited, names)]
    norm = Change("normalization", "batch_norm", names)
    return "Put a normalization after each layer.", [norm]
