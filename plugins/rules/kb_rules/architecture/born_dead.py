"""Deep and narrow stacks of rectifiers."""

import math
from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

from kb_rules._families import hidden

LIKELY = 0.1


class BornDead(Rule):
    """ReLU stack so deep and narrow that it may start dead."""

    code = "KB601"
    level = "warning"
    reference = "Lu et al. 2019, Dying ReLU and Initialization, arXiv:1903.06733"
    why = (
        "A unit with symmetric weights is silent for half of all weights. If all units of one layer"
        " are, nothing passes: with n units that happens with 2^-n, in one of many layers often."
    )
    bad = """
model = keras.Sequential([keras.Input((64,))])
for _ in range(16):
    model.add(keras.layers.Dense(4, activation="relu", kernel_initializer="he_uniform"))
model.add(keras.layers.Dense(10, activation="softmax"))
model.compile("adam", "sparse_categorical_crossentropy")
"""
    good = bad.replace("Dense(4", "Dense(64")

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        narrow = [
            stage
            for stage in hidden(design)
            if stage.activation == "relu" and not stage.norms and not stage.merges
        ]
        if len(narrow) < 2 or any(stage.units < 1 for stage in narrow):  # noqa: PLR2004 - the first has inputs of any sign
            return
        dead = 1 - math.prod(1 - 0.5 ** min(stage.units, 60) for stage in narrow[1:])
        if dead > LIKELY:
            names = tuple(stage.path for stage in narrow)
            yield self.finding(
                names[0],
                f"{len(narrow)} relu layers, the narrowest of"
                f" {min(stage.units for stage in narrow)} units:"
                f" with a probability of about {dead:.0%} one of them is silent from the start.",
                "Use wider layers, or elu.",
                Change("activation", "elu", names),
                Change("initializer", "he_normal", names),
            )
