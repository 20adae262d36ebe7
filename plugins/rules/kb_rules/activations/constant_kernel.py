"""Kernels that start equal."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

from kb_rules._families import hidden


class ConstantKernel(Rule):
    """Hidden layer whose weights all start from one value."""

    code = "KB111"
    level = "error"
    reference = "Goodfellow et al. 2016, Deep Learning, section 8.4"
    why = (
        "Units that start equal and take equal inputs compute the same, so the layer is worth one"
        " unit until something tells them apart."
    )
    bad = """
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(64, activation="relu", kernel_initializer="zeros"),
    keras.layers.Dense(64, activation="relu", kernel_initializer="zeros"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile("sgd", "sparse_categorical_crossentropy")
"""
    good = bad.replace('"zeros"', '"he_normal"')

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        for stage in hidden(design):
            kernel = stage.kernel
            if kernel is None or not kernel.constant or stage.merges or stage.units == 1:
                continue  # a branch that is added may well start at zero
            yield self.finding(
                stage.path,
                f"All {stage.units} units start equal from {kernel.initializer}, so they"
                " learn the same.",
                "Use he_normal.",
                Change("initializer", "he_normal", (stage.path,)),
            )
