"""The weights that a layer multiplies its input by."""

import math
from collections.abc import Iterable

from attrs import frozen

from kb_observe.networks import Layer, Part, Weight

NAMES = ("kernel", "pointwise_kernel", "depthwise_kernel")


@frozen
class Kernel:
    """The weights that a layer multiplies its input by.

    Attributes:
        initializer: Name of what they start from: `glorot_uniform`.
        std: Standard deviation of what they start from; None if that isn't known.
        constant: Whether all of them start equal.
        fan_in: Inputs of one unit.
        l1: Factor of their absolute values in the loss.
        l2: Factor of their squares in the loss.
        constraint: Name of the projection after each step, or "".
        constraint_axes: The axes that the constraint takes norms over.
    """

    initializer: str
    std: float | None
    constant: bool
    fan_in: int
    l1: float = 0.0
    l2: float = 0.0
    constraint: str = ""
    constraint_axes: tuple[int, ...] = ()


def kernel_of(layer: Layer, inside: Iterable[Layer]) -> Kernel | None:
    """The kernel of a layer, or of the first layer inside it that has one."""
    for each in (layer, *inside):
        for name in NAMES:
            weight = each.weight(name)
            if weight is not None and weight.shape is not None:
                return _kernel(
                    weight, depthwise=name == "kernel" and "Depthwise" in each.class_name
                )
    return None


def _kernel(weight: Weight, *, depthwise: bool) -> Kernel:
    shape, start = weight.shape or (), weight.initializer
    inputs = shape[:-2] if depthwise else shape[:-1]
    std = None if start is None else start.std
    return Kernel(
        initializer="" if start is None else start.name,
        std=std,
        constant=std == 0 and weight.size > 1,
        fan_in=math.prod(inputs),
        l1=_number(weight.regularizer, "l1"),
        l2=_number(weight.regularizer, "l2"),
        constraint="" if weight.constraint is None else weight.constraint.name,
        constraint_axes=_axes(weight.constraint),
    )


def _number(part: Part | None, name: str) -> float:
    value = None if part is None else part.parameters.get(name)
    return float(value) if isinstance(value, int | float) else 0.0


def _axes(part: Part | None) -> tuple[int, ...]:
    axis = None if part is None else part.parameters.get("axis")
    if isinstance(axis, list):
        return tuple(each for each in axis if isinstance(each, int))
    return (axis,) if isinstance(axis, int) else ()
