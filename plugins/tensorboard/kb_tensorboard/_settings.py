"""What a callback was asked for, and nothing that changes."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from attrs import frozen
from kb_registry import LAYERS_FOLDER

from kb_tensorboard._profiler import Profiled
from kb_tensorboard.hparams._page import HParam
from kb_tensorboard.pace._cadence import Every
from kb_tensorboard.writing._journal import TRAIN

Layers = bool | Literal["apart"]
"""Whether to show layers, the graph and pictures; `apart` in a sub-run of their own."""


@frozen
class Settings:
    """What is to be recorded, and how often.

    Attributes:
        every: The distance between records of layers, if one was wished for.
        budget: The share of the training time that logging may take.
        probe: Inputs and targets that models are looked at with.
        layers: Whether to show layers, the graph and pictures beside the metrics, and where.
        slots: Whether to show what the optimizer keeps for each weight.
        classes: Names of the classes, if models are classifiers.
        hparams: Columns of the HParams page.
        siblings: Values that other runs are going to have, by column.
        texts: Markdown for the Text page, by name.
        profile: Steps that TensorFlow's profiler looks at.
        embeddings: Whether to show the tables of embedding layers.
        labels: Names of a table's rows, by the path of the layer.
    """

    every: Every | None
    budget: float
    probe: tuple[Any, Any] | None
    layers: Layers
    slots: bool
    classes: tuple[str, ...]
    hparams: Mapping[str, HParam]
    siblings: Mapping[str, Sequence[HParam]]
    texts: Mapping[str, str]
    profile: Profiled | None
    embeddings: bool
    labels: Mapping[str, Sequence[str]]

    @property
    def layers_run(self) -> str:
        """The sub-run that shows layers."""
        return LAYERS_FOLDER if self.layers == "apart" else TRAIN
