"""Callbacks, and what they may know about a run."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from attrs import field, frozen

from kb_registry.components._component import Component
from kb_registry.components._kind import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import keras

    from kb_registry.vocabulary._data import Splits

LAYERS_FOLDER = "layers"
"""The folder in a run's folder for what is logged of layers if it has a place of its own.

A sweep deletes it from runs that aren't among the best.
"""


@frozen(eq=False)
class RunContext:
    """What a callback may know about the run it accompanies.

    Attributes:
        folder: The run's folder, which exists.
        recipe: Every choice of the recipe as text, by option: `{"act": "prelu", ...}`.
        choices: The same with every parameter spelt out, as tables of plain values:
            `{"act": {"name": "leaky_relu", "negative_slope": 0.3}, "norm": "none", ...}`.
        environment: Versions and devices, by name.
        data: The samples; None where a model is built and not trained.
        siblings: What other runs in the same folder are going to choose, by option, in the form of
            `choices`; of a sweep the fields that vary.
    """

    folder: Path
    recipe: dict[str, str]
    choices: dict[str, Any]
    environment: dict[str, str]
    data: "Splits | None"
    siblings: "Mapping[str, Sequence[Any]]" = field(factory=dict)


class Callback(Component):
    """Observer of a training run."""

    kind: ClassVar = Kind(
        "callback", "kb.callbacks", option="callback", default="tensorboard", many=True
    )

    def check(self, model: "keras.Model", metrics: "Sequence[keras.metrics.Metric | str]") -> None:
        """Refuse a model that can't be observed in this way, before there is a run of it.

        Most callbacks take any.

        Args:
            model: Compiled and not yet trained.
            metrics: What it was compiled with beside the loss.

        Raises:
            InvalidParameterError: The callback doesn't suit the model.
        """

    def build(self, run: RunContext) -> "keras.callbacks.Callback":
        """Return a new Keras callback for one run."""
        raise NotImplementedError
