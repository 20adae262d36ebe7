"""Biases that a normalization takes away."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

from kb_rules._families import AFFINE
from kb_rules._wording import counted


class BiasBeforeNorm(Rule):
    """Bias right before a normalization."""

    code = "KB501"
    level = "hint"
    reference = "Ioffe and Szegedy 2015, Batch Normalization, arXiv:1502.03167, section 3.2"
    why = (
        "The normalization subtracts the mean, and the bias with it; its own beta takes the bias'"
        " place. The bias gets no gradient and only costs memory."
    )
    bad = """
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(64),
    keras.layers.BatchNormalization(),
    keras.layers.ReLU(),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile("sgd", "sparse_categorical_crossentropy")
"""
    good = bad.replace("Dense(64)", "Dense(64, use_bias=False)")

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        names = []
        for stage in design.stages:
            following = design.after(stage.layer)
            direct = len(following) == 1 and following[0].class_name == "BatchNormalization"
            if direct and stage.layer.use_bias and stage.layer.activation is None:
                names.append(stage.path)
        names = [name for name in names if design.layer(name).role in AFFINE]
        if names:
            wasted = sum(design.layer(name).units or 0 for name in names)
            yield self.finding(
                names[0],
                f"{counted(len(names), 'layer')} add{'s' * (len(names) == 1)} {wasted:,} biases"
                " that BatchNormalization right after subtracts again.",
                "Set use_bias=False.",
                Change("use_bias", value=False, layers=tuple(names)),
            )
