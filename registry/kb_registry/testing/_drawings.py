"""What a component draws has to be what it builds.

What is asked follows from the class of the Keras object, as it does for behaviour. Computed in
float32, values may differ by a ten thousandth of the largest one.
"""

# ruff: noqa: S101 - a check is an assertion

import inspect
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from kb_registry.components._drawing import Curve, Point
from kb_registry.testing._subject import Subject
from kb_registry.vocabulary._block_kinds import Activation, Initializer

if TYPE_CHECKING:
    import keras

SHAPE = (256, 256)
"""Of the weights that an initializer draws for its distribution to be compared."""

ALIKE = 1e-4
"""Largest difference of values, as a share of the largest one."""

SHARE = 0.02
"""Largest difference of cumulative distributions, five times what chance makes of `SHAPE`."""


def draws_what_it_builds(subject: Subject) -> None:
    """The first curve that is drawn is what the built object computes."""
    component: Any = subject.example()
    drawing = component.drawing()
    if drawing is None or list(inspect.signature(component.build).parameters):
        return
    import keras

    built, curve = component.build(), drawing.curves[0]
    if isinstance(component, Initializer):
        wide = component.drawing(SHAPE)
        assert wide is not None, f"draw for any shape, such as {SHAPE}"
        _is_distributed(built(SHAPE), wide.points()[wide.curves[0].name])
    elif isinstance(component, Activation):
        points = _between(curve, drawing.low, drawing.high)
        row = keras.ops.convert_to_tensor([[x for x, _ in points]], "float32")
        _is_alike(points, _numbers(built(row, training=False)))
    elif isinstance(built, keras.regularizers.Regularizer):
        points = _between(curve, drawing.low, drawing.high)[::3]
        _is_alike(points, [_number(built(keras.ops.convert_to_tensor([[x]]))) for x, _ in points])
    elif isinstance(built, keras.optimizers.schedules.LearningRateSchedule):
        steps = sorted({int(x) for x, _ in curve.points(drawing.low, drawing.high, 31)})
        points = [(float(step), curve.y(step)) for step in steps]
        _is_alike(points, [_number(built(step)) for step in steps])


REQUIREMENTS = (draws_what_it_builds,)


def _between(curve: Curve, low: float, high: float) -> list[Point]:
    """Points that meet no round number, where functions may jump."""
    return curve.points(low + (high - low) / 1009, high - (high - low) / 1013, 101)


def _is_alike(points: Sequence[Point], built: Sequence[float]) -> None:
    largest = max(1e-30, *(abs(y) for _, y in points))
    for (x, drawn), computed in zip(points, built, strict=True):
        assert abs(drawn - computed) <= ALIKE * largest, (
            f"drawing() has {drawn:.6g} at {x:.6g} where what is built computes {computed:.6g}"
        )


def _is_distributed(weights: "keras.KerasTensor", density: Sequence[Point]) -> None:
    values, below = sorted(_numbers(weights)), 0.0
    for (x, y), (right, after) in pairwise(density):
        below += (y + after) / 2 * (right - x)
        found = bisect_right(values, right) / len(values)
        assert abs(below - found) <= SHARE, (
            f"by drawing() {below:.1%} of the weights lie below {right:.4g}; {found:.1%} do"
        )
    assert abs(below - 1) <= SHARE, f"the density that drawing() gives adds up to {below:.4g}"


def _numbers(tensor: Any) -> list[float]:
    import keras

    return [float(number) for number in keras.ops.convert_to_numpy(tensor).ravel()]


def _number(scalar: Any) -> float:
    (number,) = _numbers(scalar)
    return number
