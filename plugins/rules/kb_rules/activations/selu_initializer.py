"""SELU and the distribution its weights start from."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

from kb_rules._families import hidden
from kb_rules._wording import listed

SUITED = frozenset({"lecun_normal", "lecun_uniform"})


class SeluInitializer(Rule):
    """SELU layer whose weights don't start from a LeCun distribution."""

    code = "KB101"
    level = "warning"
    reference = "Klambauer et al. 2017, Self-Normalizing Neural Networks, arXiv:1706.02515"
    why = (
        "SELU keeps mean 0 and deviation 1 from layer to layer only if the weights of a unit have"
        " mean 0 and variance 1 / fan_in, which is what lecun_normal draws."
    )
    bad = """
model = keras.Sequential([keras.Input((64,))])
for _ in range(30):
    model.add(keras.layers.Dense(64, activation="selu", kernel_initializer="he_normal"))
model.add(keras.layers.Dense(10, activation="softmax"))
model.compile("sgd", "sparse_categorical_crossentropy")
"""
    good = bad.replace("he_normal", "lecun_normal")

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        found = []
        for stage in hidden(design):
            kernel = stage.kernel
            if stage.activation != "selu" or stage.norms or kernel is None:
                continue
            variance = (kernel.std or 0.0) ** 2 * kernel.fan_in
            if kernel.initializer not in SUITED and abs(variance - 1) > 0.1:  # noqa: PLR2004 - 10 %
                found.append((stage.path, kernel.initializer, variance))
        if found:
            names = [name for name, *_ in found]
            _, initializer, variance = found[0]
            yield self.finding(
                names[0],
                f"SELU with {initializer} in {listed(names)}: the weights' variance is"
                f" {variance:.2g} / fan_in, and SELU needs 1 / fan_in.",
                "Use lecun_normal.",
                Change("initializer", "lecun_normal", tuple(names)),
            )
