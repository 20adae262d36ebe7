"""Activations that are missing."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

from kb_rules._families import hidden
from kb_rules._wording import listed


class LinearHidden(Rule):
    """Hidden layer without an activation."""

    code = "KB109"
    level = "warning"
    reference = "Schoop et al. 2021, UMLAUT, CHI 2021, doi:10.1145/3411764.3445538"
    why = (
        "Two linear maps in a row are one linear map: the layer adds parameters and nothing that a"
        " single layer couldn't compute."
    )
    bad = """
y = (y % 2).astype("float32")
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(64),
    keras.layers.Dense(32),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile("adam", "binary_crossentropy")
"""
    good = bad.replace("Dense(64)", 'Dense(64, activation="relu")').replace(
        "Dense(32)", 'Dense(32, activation="relu")'
    )

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        found = [
            stage.path
            for stage in hidden(design)
            if stage.activation == "linear"
            and not stage.merges
            and len(design.after(stage.layer)) == 1
            and stage.layer.class_name not in {"EinsumDense", "DepthwiseConv2D", "DepthwiseConv1D"}
        ]
        if found:
            yield self.finding(
                found[0],
                f"No activation after {listed(found)}: with the next layer"
                f" {'it is' if len(found) == 1 else 'they are'} one linear map.",
                "Use relu.",
                Change("activation", "relu", tuple(found)),
            )
