"""Dropout that a normalization counts in."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule


class DropoutBeforeNorm(Rule):
    """Dropout right before a BatchNormalization."""

    code = "KB502"
    level = "warning"
    reference = (
        "Li et al. 2019, Disharmony between Dropout and Batch Normalization, arXiv:1801.05134"
    )
    why = (
        "Dropout enlarges the variance while training and not afterwards, but the normalization"
        " keeps the variance it saw while training: its outputs shift when predicting."
    )
    bad = """
model = keras.Sequential([keras.Input((64,))])
for _ in range(3):
    model.add(keras.layers.Dense(64, activation="relu"))
    model.add(keras.layers.Dropout(0.5))
    model.add(keras.layers.BatchNormalization())
model.add(keras.layers.Dense(10, activation="softmax"))
model.compile("sgd", "sparse_categorical_crossentropy")
"""
    good = (
        bad.replace("Dropout(0.5)", "NORM")
        .replace("BatchNormalization()", "Dropout(0.5)")
        .replace("NORM", "BatchNormalization()")
    )

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        for layer in design.layers:
            following = design.after(layer)
            if layer.role != "dropout" or not layer.rate or len(following) != 1:
                continue
            if following[0].class_name == "BatchNormalization":
                yield self.finding(
                    layer.path,
                    f"{layer.class_name} of {layer.rate:g} multiplies the variance by"
                    f" {1 / max(1e-9, 1 - layer.rate):.2f} in training alone, and"
                    f" {following[0].path} right after it keeps that variance.",
                    "Put the dropout after the normalization.",
                    Change("remove", layers=(layer.path,)),
                )
