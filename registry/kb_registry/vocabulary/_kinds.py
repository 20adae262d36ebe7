"""The kinds of component that a network and its training are made of.

Each registers in the entry-point group `kb.kinds`, exactly as a third party's kinds do.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from attrs import frozen

from kb_registry.components._component import Component
from kb_registry.components._kind import Kind
from kb_registry.vocabulary._data import DataSpec, Splits

if TYPE_CHECKING:
    from collections.abc import Sequence

    import keras

    from kb_registry.vocabulary._blocks import Blocks
    from kb_registry.vocabulary._drawing import Drawing

P_co = TypeVar("P_co", covariant=True)


class Block(Component, Generic[P_co]):
    """A component that builds one Keras object, fresh each time."""

    def build(self) -> P_co:
        """Import Keras and return a new object; two calls never share one."""
        raise NotImplementedError


class LayerBlock(Block["keras.Layer"]):
    """A block that stands in a network as a layer."""


class Activation(LayerBlock):
    """Nonlinearity behind a layer's affine map."""

    kind: ClassVar = Kind("activation", "kb.activations", option="act", default="relu")


class Normalization(LayerBlock):
    """Layer that rescales its input by statistics."""

    kind: ClassVar = Kind("normalization", "kb.normalizations", option="norm")


class Dropout(LayerBlock):
    """Layer that disturbs its input at random."""

    kind: ClassVar = Kind("dropout", "kb.dropouts", option="drop")


class Initializer(Block["keras.initializers.Initializer"]):
    """Distribution that weights start from."""

    kind: ClassVar = Kind("initializer", "kb.initializers", option="init", default="glorot_uniform")

    def drawing(self, shape: tuple[int, ...] = (300, 100)) -> "Drawing | None":  # noqa: ARG002 - for subclasses
        """The distribution of the weights; None if that isn't told.

        Args:
            shape: Of the weights, such as (inputs, units).
        """
        return super().drawing()


class Regularizer(Block["keras.regularizers.Regularizer"]):
    """Penalty on weights that is added to the loss."""

    kind: ClassVar = Kind("regularizer", "kb.regularizers", option="reg")


class Constraint(Block["keras.constraints.Constraint"]):
    """Projection of weights after each step."""

    kind: ClassVar = Kind("constraint", "kb.constraints", option="constraint")


class Wrapper(Component):
    """Layer around a hidden layer, which gives it another kernel than its own."""

    kind: ClassVar = Kind("wrapper", "kb.wrappers", option="wrap")

    def build(self, layer: "keras.Layer") -> "keras.Layer":
        """Put a new layer around one that has a kernel and isn't built yet."""
        raise NotImplementedError


class Schedule(Block["keras.optimizers.schedules.LearningRateSchedule"]):
    """Learning rate as a function of the step."""

    kind: ClassVar = Kind("schedule", "kb.schedules")


class Optimizer(Block["keras.optimizers.Optimizer"]):
    """Rule that turns gradients into steps."""

    kind: ClassVar = Kind("optimizer", "kb.optimizers", option="opt", default="sgd")

    def prepare(self, model: "keras.Model") -> None:
        """Give a model that was compiled with this rule what the rule needs beside gradients.

        Most rules need nothing.
        """


class Loss(Block["keras.losses.Loss"]):
    """What training makes small; without one, the task's usual loss is taken."""

    kind: ClassVar = Kind("loss", "kb.losses", option="loss")


class Metric(Block["keras.metrics.Metric"]):
    """What is reported beside the loss; without any, the task's usual metric is taken."""

    kind: ClassVar = Kind("metric", "kb.metrics", option="metric", many=True)


class Architecture(Component):
    """Way to put blocks together to a network."""

    kind: ClassVar = Kind("architecture", "kb.architectures", option="arch", default="mlp")

    def build(self, blocks: "Blocks", data: DataSpec) -> "keras.Model":
        """Assemble an uncompiled model.

        Args:
            blocks: Makes the recipe's blocks, each under the name of the layer it serves.
            data: Shapes and task that the network has to fit.
        """
        raise NotImplementedError


class Dataset(Component):
    """Where samples come from."""

    kind: ClassVar = Kind("dataset", "kb.datasets", option="data", default="digits")

    def load(self, seed: int) -> Splits:
        """Read the samples and divide them, the same way for the same seed.

        Raises:
            DataError: The data is missing or damaged.
        """
        raise NotImplementedError

    def spec(self) -> DataSpec:
        """What the dataset is; datasets that know this without loading say so here.

        Raises:
            DataError: The data is missing or damaged.
        """
        return self.load(seed=0).spec


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
    """

    folder: Path
    recipe: dict[str, str]
    choices: dict[str, Any]
    environment: dict[str, str]
    data: Splits | None


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
