"""Weights that are pulled to zero twice."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

from kb_rules._wording import counted
from kb_rules.optimization._rates import setting


class DecayTwice(Rule):
    """Weight decay of the optimizer beside L2 of layers."""

    code = "KB406"
    level = "hint"
    reference = "Loshchilov and Hutter 2019, Decoupled Weight Decay, arXiv:1711.05101"
    why = "Both pull weights to zero, so neither number says how strongly they are pulled."
    bad = """
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(64, activation="relu", kernel_regularizer=keras.regularizers.L2(0.01)),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(keras.optimizers.AdamW(0.001, weight_decay=0.1), "sparse_categorical_crossentropy")
"""
    good = bad.replace(", kernel_regularizer=keras.regularizers.L2(0.01)", "")

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        optimizer = design.optimizer
        if optimizer is None or not setting(optimizer, "weight_decay"):
            return
        names = [s.path for s in design.stages if s.kernel and s.kernel.l2]
        if names:
            yield self.finding(
                "optimizer",
                f"weight_decay of {setting(optimizer, 'weight_decay'):g} beside L2 on the weights"
                f" of {counted(len(names), 'layer')}.",
                "Leave L2 out.",
                Change("regularizer", None, tuple(names)),
            )
