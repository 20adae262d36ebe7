"""Both ends of a network: the entrance that fits the samples, the output that fits the task."""

from typing import Any

import keras
from kb_registry import (
    Blocks,
    DataError,
    DataSpec,
    Initializer,
    Regularizer,
    Task,
    derive_seed,
    seeded,
)

from kb_keras.architectures._hidden import PARTS


def entrance(
    blocks: Blocks, data: DataSpec, parts: tuple[str, ...], shape: tuple[int, ...] | None = None
) -> tuple[Any, Any]:
    """Bring samples into the shape that a network starts from and put the recipe's parts on it.

    Args:
        blocks: Makes the recipe's blocks.
        data: Shape of a sample.
        parts: What stands on the input, in order: norm, drop.
        shape: What the network starts from; None for a single axis.

    Returns:
        The model's input, and a Keras tensor of shape `(batch, *shape)`.
    """
    inputs = x = keras.Input(data.input_shape, name="input")
    if shape is None and len(data.input_shape) > 1:
        x = keras.layers.Flatten(name="flatten")(x)
    elif shape is not None and shape != data.input_shape:
        x = keras.layers.Reshape(shape, name="reshape")(x)
    for part in parts:
        layer = blocks.layer(PARTS[part], f"input_{part}")
        x = x if layer is None else layer(x)
    return inputs, x


def output(x: Any, blocks: Blocks, data: DataSpec, init: Initializer | None = None) -> Any:
    """Append the layer `output`: probabilities for classes, plain numbers for a regression.

    The recipe's regularizer applies to it, the recipe's initializer and constraint don't.

    Args:
        x: Keras tensor of shape `(batch, features)`.
        blocks: Makes the recipe's blocks.
        data: Task, classes and targets.
        init: Where the kernel starts; None for Keras' default, glorot_uniform.

    Returns:
        Keras tensor of shape `(batch, classes)`, `(batch, 1)` or `(batch, targets)`.

    Raises:
        DataError: There are fewer than two classes.
    """
    units, activation = _shape(data)
    place = "output/kernel"
    return keras.layers.Dense(
        units,
        activation=activation,
        kernel_initializer=_kernel(init, blocks.seed, place),
        kernel_regularizer=blocks.build(Regularizer, place),
        name="output",
    )(x)


def _shape(data: DataSpec) -> tuple[int, str]:
    if data.task is Task.REGRESSION:
        return data.targets, "linear"
    if len(data.classes) < 2:  # noqa: PLR2004 - one class can't be told from another
        raise DataError(
            f"{data.name} has fewer than two classes.",
            hint="A classification needs labels of at least two classes.",
        )
    return (1, "sigmoid") if data.task is Task.BINARY else (len(data.classes), "softmax")


def _kernel(init: Initializer | None, seed: int, place: str) -> keras.initializers.Initializer:
    if init is None:
        return keras.initializers.GlorotUniform(derive_seed(seed, place))
    return seeded(init, seed, place).build()
