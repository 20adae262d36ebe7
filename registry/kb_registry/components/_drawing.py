"""What a component looks like: curves over a range, in plain Python.

A drawing holds formulas rather than numbers, so that a terminal, a picture and a test can each ask
for the points they need, and so that showing a component costs no array library.
"""

import math
from collections.abc import Callable

from attrs import frozen

Function = Callable[[float], float]
Point = tuple[float, float]

STEP = 1e-5
"""Half the distance over which a slope is measured, relative to x where that exceeds 1."""

LARGEST = 1e100
"""What is larger can't be drawn: the distance of two such values may be too large for a float."""


@frozen(eq=False)
class Curve:
    """A function with the name that a legend gives it."""

    name: str
    y: Function

    def points(self, low: float, high: float, count: int) -> list[Point]:
        """Evenly spaced points of a range, without those whose value can't be drawn.

        That is one which isn't finite or exceeds `LARGEST`; of a range, one in which floats don't
        tell neighbouring points apart, too.
        """
        xs = [low + (high - low) * (i / (count - 1)) for i in range(count)]
        if not (_can_be_drawn(low) and _can_be_drawn(high) and xs[0] < xs[1] and xs[-2] < xs[-1]):
            return []
        return [(x, y) for x in xs if _can_be_drawn(y := _value(self.y, x))]


@frozen(eq=False)
class Drawing:
    """Curves over a common range.

    Attributes:
        x_label: What the horizontal axis measures.
        y_label: What the vertical axis measures.
        low: Where the range begins.
        high: Where it ends.
        curves: The first is what the built object computes; others explain it.
    """

    x_label: str
    y_label: str
    low: float
    high: float
    curves: tuple[Curve, ...]

    def points(self, count: int = 401) -> dict[str, list[Point]]:
        """The points of each curve by its name; curves without any are left out."""
        found = {curve.name: curve.points(self.low, self.high, count) for curve in self.curves}
        return {name: points for name, points in found.items() if points}


def draw_function(f: Function, low: float = -4.0, high: float = 4.0) -> Drawing:
    """Draw a function of one number, such as an activation, with its derivative."""
    return Drawing("x", "", low, high, (Curve("f(x)", f), Curve("f'(x)", slope(f))))


def draw_schedule(rate: Function, steps: float) -> Drawing:
    """Draw a learning rate at each step, from step 0 on."""
    return Drawing("step", "learning rate", 0.0, steps, (Curve("learning rate", rate),))


def draw_density(
    density: Function, mean: float, deviation: float, x_label: str = "weight"
) -> Drawing:
    """Draw a probability density, four standard deviations to each side of the mean."""
    low, high = mean - 4 * deviation, mean + 4 * deviation
    return Drawing(x_label, "density", low, high, (Curve("density", density),))


def draw_penalty(penalty: Function, largest: float = 1.0) -> Drawing:
    """Draw what one weight adds to the loss."""
    return Drawing("weight", "penalty", -largest, largest, (Curve("penalty", penalty),))


def slope(f: Function) -> Function:
    """The derivative of a function, by central differences; not a number where it jumps."""

    def derivative(x: float) -> float:
        step = STEP * max(1.0, abs(x))
        rise, inner = f(x + step) - f(x - step), f(x + step / 2) - f(x - step / 2)
        jumps = abs(rise) > 100 * step and abs(inner) > 0.75 * abs(rise)
        return math.nan if jumps else rise / (2 * step)

    return derivative


def _can_be_drawn(value: float) -> bool:
    return abs(value) <= LARGEST


def _value(f: Function, x: float) -> float:
    try:
        return f(x)
    except (ArithmeticError, ValueError):  # too large for a float, or not in the domain
        return math.nan
