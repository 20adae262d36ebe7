"""The kinds whose members build one Keras object each.

Each kind registers in the entry-point group `kb.kinds`, exactly as a third party's kinds do.
"""

from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from kb_registry.components._component import Component
from kb_registry.components._kind import Kind

if TYPE_CHECKING:
    import keras

    from kb_registry.components._drawing import Drawing

P_co = TypeVar("P_co", covariant=True)


class Block(Component, Generic[P_co]):
    """A component that builds one Keras object, fresh each time."""

    def build(self) -> P_co:
        """Import Keras and return a new object; two calls never share one."""
        raise NotImplementedError


class LayerBlock(Block["keras.Layer"]):
    """A block that stands in a network as a layer."""


class Activation(LayerBlock):
    """Nonlinearity after a layer's affine map."""

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
        """The distribution of the weights; None if it has no drawing.

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
    """Layer around a hidden layer that changes its kernel."""

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
    """What training minimizes; the task's usual loss by default."""

    kind: ClassVar = Kind("loss", "kb.losses", option="loss")


class Metric(Block["keras.metrics.Metric"]):
    """What is reported besides the loss; the task's usual metric by default."""

    kind: ClassVar = Kind("metric", "kb.metrics", option="metric", many=True)
