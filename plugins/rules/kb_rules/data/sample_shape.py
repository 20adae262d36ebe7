"""Samples against the shape that a model takes."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.networks import Shape
from kb_observe.rules import Design, Finding, Rule

from kb_rules._wording import counted, listed


class SampleShape(Rule):
    """Samples of another shape than the model takes."""

    code = "KB313"
    level = "error"
    reference = "Keras, The Input object, https://keras.io/api/layers/core_layers/input/"
    why = (
        "The first kernel is as large as the input that the model was built for, so training ends"
        " in an error before the first step. Most often a column was added or lost while data was"
        " prepared, or pictures lack their axis of channels."
    )
    bad = """
model = keras.Sequential([
    keras.Input((63,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile("adam", "sparse_categorical_crossentropy")
"""
    good = bad.replace("63", "64")

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        if data is None:
            return
        taken = {
            layer.path: layer.output_shapes[0][1:]
            for layer in design.network.layers
            if layer.role == "input" and layer.inside is None and layer.output_shapes
        }
        given = {each.name: each.shape for each in data.inputs}
        if len(taken) == len(given) == 1:
            taken = dict(zip(given, taken.values(), strict=True))
        elif taken and len(given) < len(taken):
            yield self.finding(
                "inputs",
                f"The model takes {len(taken)} inputs, {listed(sorted(taken))}, and samples are"
                f" given for {counted(len(given), 'input')}.",
                "Give a list or a mapping of arrays, one for each input.",
            )
        for name, shape in given.items():
            if name in taken and not _fits(shape, taken[name]):
                yield self.finding(
                    f"inputs {name}".rstrip(),
                    f"One sample is {_told(shape)}, and the model takes {_told(taken[name])}.",
                    f"Make the input {shape}, or give the samples that shape.",
                )


def _fits(shape: tuple[int, ...], taken: Shape) -> bool:
    """Whether Keras takes samples: it adds or drops a last axis of one."""
    if len(shape) != len(taken):
        longer, shorter = (shape, taken) if len(shape) > len(taken) else (taken, shape)
        if len(longer) - len(shorter) > 1 or longer[-1] not in {1, None}:
            return False
    return all(b is None or a == b for a, b in zip(shape, taken, strict=False))


def _told(shape: Shape) -> str:
    return " x ".join("any" if size is None else f"{size:,}" for size in shape) or "one number"
