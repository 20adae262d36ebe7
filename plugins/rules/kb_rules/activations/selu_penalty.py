"""SELU and what pulls weights away from unit variance."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

from kb_rules._families import hidden
from kb_rules._wording import listed


class SeluPenalty(Rule):
    """SELU layer with L1, L2 or max-norm."""

    code = "KB103"
    level = "hint"
    reference = "Géron 2019, Hands-On Machine Learning, chapter 11"
    why = (
        "L1, L2 and max-norm shrink the weights below the variance of 1 / fan_in that SELU needs,"
        " so that activations fade from layer to layer."
    )
    bad = """
model = keras.Sequential([keras.Input((64,))])
for _ in range(20):
    model.add(keras.layers.Dense(64, activation="selu", kernel_initializer="lecun_normal",
                                 kernel_regularizer=keras.regularizers.L2(0.01)))
model.add(keras.layers.Dense(10, activation="softmax"))
model.compile("sgd", "sparse_categorical_crossentropy")
"""
    good = bad.replace("keras.regularizers.L2(0.01)", "None")

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        penalized, held = [], []
        for stage in hidden(design):
            kernel = stage.kernel
            if stage.activation != "selu" or stage.norms or kernel is None:
                continue
            if kernel.l1 or kernel.l2:
                penalized.append((stage.path, kernel.l1 or kernel.l2))
            if kernel.constraint in {"max_norm", "unit_norm", "min_max_norm"}:
                held.append((stage.path, kernel.constraint))
        if penalized:
            names = tuple(name for name, _ in penalized)
            yield self.finding(
                names[0],
                f"A penalty of {penalized[0][1]:g} on the weights of {listed(names)} shrinks what"
                " SELU needs at variance 1 / fan_in.",
                "Leave the penalty out, or use elu.",
                Change("regularizer", None, names),
            )
        if held:
            names = tuple(name for name, _ in held)
            yield self.finding(
                names[0],
                f"{held[0][1]} on the weights of {listed(names)} breaks the variance of 1 / fan_in"
                " that SELU needs.",
                "Leave the constraint out, or use elu.",
                Change("constraint", None, names),
            )
