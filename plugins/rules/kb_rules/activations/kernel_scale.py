"""Kernels that start too large or too small."""

import math
from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

from kb_rules._families import AFFINE

SMALL, LARGE = 0.2, 5.0
"""Gains of a layer, deviation times root of fan_in, that are unusual."""


BY_FAN = frozenset(
    f"{name}_{shape}" for name in ("glorot", "he", "lecun") for shape in ("normal", "uniform")
)
"""Initializers that follow the number of inputs; glorot's is small only where outputs are many."""


class KernelScale(Rule):
    """Layer whose weights start far too large or small for its number of inputs."""

    code = "KB112"
    level = "warning"
    reference = "He et al. 2015, Delving Deep into Rectifiers, arXiv:1502.01852"
    why = (
        "A unit sums fan_in products. Weights of deviation 1 / sqrt(fan_in) keep the size of a"
        " signal; much larger ones saturate activations, much smaller ones let it fade."
    )
    bad = """
model = keras.Sequential([keras.Input((64,))])
for _ in range(3):
    model.add(keras.layers.Dense(200, activation="tanh",
                                 kernel_initializer=keras.initializers.RandomNormal(0.0, 1.0)))
model.add(keras.layers.Dense(10, activation="softmax"))
model.compile("sgd", "sparse_categorical_crossentropy")
"""
    good = bad.replace("keras.initializers.RandomNormal(0.0, 1.0)", '"glorot_normal"')

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        for stage in design.stages:
            kernel = stage.kernel
            if kernel is None or kernel.std is None or kernel.constant or stage.norms:
                continue
            if stage.layer.role not in AFFINE or stage.merges:
                continue
            gain = kernel.std * math.sqrt(kernel.fan_in)
            fading = gain < SMALL and not (stage.last or kernel.initializer in BY_FAN)
            if gain <= LARGE and not fading:
                continue
            what = "large" if gain > LARGE else "small"
            suited = "he_normal" if "relu" in stage.activation else "glorot_uniform"
            yield self.finding(
                stage.path,
                f"The weights start {what}: deviation {kernel.std:.2g} with {kernel.fan_in:,}"
                f" inputs scales a signal by {gain:.2g}.",
                f"Use {suited}.",
                Change("initializer", suited, (stage.path,)),
            )
