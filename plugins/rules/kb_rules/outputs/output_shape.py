"""Outputs with other axes than their targets."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Design, Finding, Rule

from kb_rules._families import BINARY, CATEGORICAL, REGRESSION, SPARSE

JUDGED = REGRESSION | BINARY | CATEGORICAL


class OutputShape(Rule):
    """Output with more or fewer axes than the targets have."""

    code = "KB217"
    level = "error"
    reference = "Nikanjam et al. 2021, NeuraLint, TOSEM, doi:10.1145/3470006"
    why = (
        "A dense layer works on the last axis alone. Without a Flatten or a pooling before it, a"
        " picture yields a prediction for every row or pixel."
    )
    bad = """
x = x.reshape(-1, 8, 8)
y = x[:, 2:5].mean(axis=(1, 2)).astype("float32").reshape(-1, 1)
model = keras.Sequential([
    keras.Input((8, 8)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(1),
])
model.compile("adam", "mean_squared_error")
"""
    good = bad.replace("keras.Input((8, 8)),", "keras.Input((8, 8)), keras.layers.Flatten(),")

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        if data is None or len(data.targets) != 1 or len(design.outputs) != 1:
            return
        shapes, target = design.outputs[0].output_shapes, data.targets[0].shape
        shape = shapes[0][1:] if shapes else ()
        sparse = bool(design.losses) and design.losses[0].name in SPARSE
        allowed = len(target) + 1 if sparse and target[-1:] != (1,) else max(1, len(target))
        told = (
            f"One sample yields {' x '.join(str(size or '?') for size in shape)} numbers, and"
            f" its target has {' x '.join(map(str, target)) or 'one'}."
        )
        if len(shape) > allowed:
            yield self.finding(
                design.outputs[0].path,
                told,
                "Put a Flatten or a global pooling before the first dense layer, or"
                " return_sequences=False in the last recurrent one.",
            )
        known = bool(design.losses) and design.losses[0].name in JUDGED - SPARSE
        if known and shape and len(shape) < len(target) - (target[-1:] == (1,) and shape != (1,)):
            yield self.finding(
                design.outputs[0].path,
                told,
                "Set return_sequences=True in the last recurrent layer, or give one target for"
                " each sample.",
            )
