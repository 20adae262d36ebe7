"""What a network consists of, as plain data."""

import json
import math
from collections.abc import Iterator, Mapping
from typing import Literal, TypeAlias

from attrs import asdict, field, frozen

Plain: TypeAlias = "bool | int | float | str | list[Plain] | dict[str, Plain] | None"
"""What JSON can hold."""

Shape: TypeAlias = tuple[int | None, ...]
"""Of a tensor, the batch included; None for a size that isn't fixed."""

Role: TypeAlias = Literal[
    "input",
    "dense",
    "convolution",
    "recurrent",
    "attention",
    "embedding",
    "normalization",
    "activation",
    "dropout",
    "pooling",
    "reshaping",
    "merge",
    "preprocessing",
    "wrapper",
    "model",
    "other",
]
"""What a layer does. `wrapper` and `model` hold other layers, which are described after them;
`dropout` is whatever disturbs its inputs at random in training alone."""


@frozen
class Part:
    """Something a layer or a model is made with: a function, or an object with parameters.

    Attributes:
        name: The function's name, or that of the class in snake case: `relu`, `he_normal`.
        parameters: What it was made with; a part within it is a mapping with its `name`.
    """

    name: str
    parameters: Mapping[str, Plain] = field(factory=dict)


@frozen
class Initializer(Part):
    """How a weight starts.

    Attributes:
        std: Standard deviation of the values it gives this weight, or None where the weight's
            shape isn't known yet.
        mean: Their mean, likewise.
    """

    std: float | None = None
    mean: float | None = None


@frozen
class Weight:
    """A weight of a layer.

    Attributes:
        role: Its name within the layer: `kernel`, `moving_mean`.
        shape: Its shape, or None before the layer is built.
        trainable: Whether training changes it by gradients.
        initializer: How it starts, or None where the layer doesn't say.
        regularizer: What penalizes it.
        constraint: What holds it in bounds.
    """

    role: str
    shape: tuple[int, ...] | None = None
    trainable: bool = True
    initializer: Initializer | None = None
    regularizer: Part | None = None
    constraint: Part | None = None

    @property
    def size(self) -> int:
        """Number of its values; zero before the layer is built."""
        return 0 if self.shape is None else math.prod(self.shape)


@frozen
class Layer:
    """A layer, or an operation such as the sum in `x + y` of a functional model.

    Attributes:
        path: Names down to it, the same in every process: `encoder/hidden_1`.
        class_name: Its class.
        role: What it does.
        activation: The function it applies: its own, or that of an activation layer; None for
            none, and for `linear`.
        weights: Those it holds itself, not those of layers inside it.
        units: Outputs of a dense or recurrent layer, filters of a convolution, dimensions of an
            embedding.
        use_bias: Whether it adds a bias, or None where the layer doesn't say.
        rate: Of a dropout, the share that is dropped.
        momentum: Of running statistics.
        epsilon: What a normalization adds to a variance.
        activity_regularizer: What penalizes its outputs.
        trainable: Whether training may change its weights.
        dtype: The type it computes in.
        parameters: Its configuration; objects in it are written as in `Part`.
        input_shapes: Shapes of what it takes, where known.
        output_shapes: Shapes of what it gives, where known.
        inside: Path of the wrapper or model that holds it, or None.
        predecessors: Paths of the layers whose outputs it takes, or None where that isn't known.
            Models within the model are seen through: nobody names them.
        uses: How often the model calls it, where known.
    """

    path: str
    class_name: str
    role: Role
    activation: Part | None = None
    weights: tuple[Weight, ...] = ()
    units: int | None = None
    use_bias: bool | None = None
    rate: float | None = None
    momentum: float | None = None
    epsilon: float | None = None
    activity_regularizer: Part | None = None
    trainable: bool = True
    dtype: str = "float32"
    parameters: Mapping[str, Plain] = field(factory=dict)
    input_shapes: tuple[Shape, ...] | None = None
    output_shapes: tuple[Shape, ...] | None = None
    inside: str | None = None
    predecessors: tuple[str, ...] | None = None
    uses: int = 1

    def weight(self, role: str) -> Weight | None:
        """Return the weight of that role, if the layer has one."""
        return next((weight for weight in self.weights if weight.role == role), None)


@frozen
class Loss(Part):
    """What training makes small.

    Attributes:
        output: Key of the output it looks at, if losses were given by key or place.
        weight: What it is multiplied by in the sum of losses.
    """

    output: str | None = None
    weight: float = 1.0


@frozen
class Optimizer(Part):
    """What changes the weights.

    Attributes:
        learning_rate: The rate of the next step, or None if it has none.
    """

    learning_rate: float | None = None


@frozen
class Network:
    """A Keras model as plain data.

    Attributes:
        name: The model's name.
        layers: Every layer at any depth: in the order in which they compute where that is known,
            else in that in which the model holds them. What holds others comes before them.
        outputs: Paths of the layers whose outputs are the model's, or None where that isn't known.
        losses: One for each output, or one for all. Empty for a model with a `train_step` of its
            own that was compiled without.
        metrics: Those it was compiled with.
        optimizer: What changes the weights, or None.
        compiled: Whether it was compiled.
        own_train_step: Whether its class says itself what a training step does.
        parameters: Number of its weights' values, as far as it is built.
    """

    name: str
    layers: tuple[Layer, ...]
    outputs: tuple[str, ...] | None = None
    losses: tuple[Loss, ...] = ()
    metrics: tuple[Part, ...] = ()
    optimizer: Optimizer | None = None
    compiled: bool = False
    own_train_step: bool = False
    parameters: int = 0

    def layer(self, path: str) -> Layer:
        """Return the layer of that path.

        Raises:
            KeyError: If there is none.
        """
        for layer in self.layers:
            if layer.path == path:
                return layer
        raise KeyError(path)

    def with_role(self, *roles: Role) -> Iterator[Layer]:
        """Yield the layers that have one of these roles, in order."""
        return (layer for layer in self.layers if layer.role in roles)

    def successors(self, path: str) -> Iterator[Layer]:
        """Yield the layers that take what a layer gives, as far as it is known."""
        return (layer for layer in self.layers if path in (layer.predecessors or ()))

    def to_json(self) -> str:
        """Write all of it as a JSON object."""
        return json.dumps(asdict(self), indent=1)
