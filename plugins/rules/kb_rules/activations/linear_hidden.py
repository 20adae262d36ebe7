"""Activations that are missing."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule, Stage

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
            and not (stage.merges or stage.unknown)
            and all(norm.class_name == "BatchNormalization" for norm in stage.norms)
            and len(design.after(stage.layer)) == 1
            and stage.layer.class_name not in {"EinsumDense", "DepthwiseConv2D", "DepthwiseConv1D"}
            and not _projects(stage, design)
        ]
        if found:
            yield self.finding(
                found[0],
                f"No activation after {listed(found)}: with the next layer"
                f" {'it is' if len(found) == 1 else 'they are'} one linear map.",
                "Use relu.",
                Change("activation", "relu", tuple(found)),
            )


def _projects(stage: Stage, design: Design) -> bool:
    """Whether a layer is linear by design: between two wider ones, or from patches to vectors.

    Sandler et al. 2018, MobileNetV2, arXiv:1801.04381; Dosovitskiy et al. 2021, arXiv:2010.11929.
    """
    size, strides = (stage.layer.parameters.get(name) for name in ("kernel_size", "strides"))
    if isinstance(size, list) and size == strides and any(each != 1 for each in size):
        return True
    place = design.stages.index(stage)
    following = design.stages[place + 1 : place + 2]
    wider = any(each.units > stage.units for each in following)
    return wider and stage.kernel is not None and stage.kernel.fan_in > stage.units
