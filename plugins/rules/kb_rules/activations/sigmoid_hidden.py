"""Sigmoids in hidden layers."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

from kb_rules._families import SIGMOIDS, hidden
from kb_rules._wording import counted


class SigmoidHidden(Rule):
    """Hidden layers that apply a sigmoid."""

    code = "KB106"
    level = "warning"
    reference = "Glorot and Bengio 2010, Understanding the difficulty of training deep networks"
    why = (
        "A sigmoid's slope is at most 1/4, so each such layer takes at least three quarters of the"
        " gradient, and its outputs are all positive."
    )
    bad = """
model = keras.Sequential([keras.Input((64,))])
for _ in range(5):
    model.add(keras.layers.Dense(64, activation="sigmoid"))
model.add(keras.layers.Dense(10, activation="softmax"))
model.compile("sgd", "sparse_categorical_crossentropy")
"""
    good = bad.replace('"sigmoid"', '"relu", kernel_initializer="he_normal"')

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        found = [s for s in hidden(design) if s.activation in SIGMOIDS and not s.norms]
        if found:
            names = tuple(stage.path for stage in found)
            yield self.finding(
                names[0],
                f"{counted(len(found), 'hidden layer')} with a sigmoid: what reaches the first is"
                f" at most {0.25 ** len(found):.2g} of the gradient.",
                "Use relu with he_normal.",
                Change("activation", "relu", names),
                Change("initializer", "he_normal", names),
            )
