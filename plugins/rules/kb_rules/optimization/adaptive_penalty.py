"""L2 with an optimizer that divides by the gradient's size."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

from kb_rules._families import ADAPTIVE
from kb_rules._wording import counted


class AdaptivePenalty(Rule):
    """L2 with an adaptive optimizer."""

    code = "KB407"
    level = "hint"
    reference = "Loshchilov and Hutter 2019, Decoupled Weight Decay, arXiv:1711.05101"
    why = (
        "Adam divides the penalty's gradient by its size, too, so weights with large gradients are"
        " decayed least. Decoupled weight decay pulls all alike."
    )
    bad = """
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(64, activation="relu", kernel_regularizer=keras.regularizers.L2(0.01)),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile("adam", "sparse_categorical_crossentropy")
"""
    good = bad.replace(", kernel_regularizer=keras.regularizers.L2(0.01)", "").replace(
        '"adam"', "keras.optimizers.AdamW(0.001, weight_decay=0.01)"
    )

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        optimizer = design.optimizer
        if optimizer is None or optimizer.name not in ADAPTIVE - {"adamw", "rmsprop"}:
            return
        found = [s for s in design.stages if s.kernel and s.kernel.l2]
        if found:
            kernel = found[0].kernel
            yield self.finding(
                found[0].path,
                f"L2 of {kernel.l2 if kernel else 0:g} on {counted(len(found), 'layer')} with"
                f" {optimizer.name}, which divides the penalty's gradient by its size.",
                "Use adamw with weight_decay instead.",
                Change("regularizer", None, tuple(stage.path for stage in found)),
                Change("optimizer", "adamw"),
            )
