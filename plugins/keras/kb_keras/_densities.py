"""Drawings of the distributions that random blocks draw from."""

import math

from kb_registry import Drawing, draw_density

WITHIN_TWO_SIGMA = math.erf(math.sqrt(2))
"""Share of a normal distribution that lies within two standard deviations of its mean."""

NARROWING = math.sqrt(1 - 4 * math.exp(-2) / (math.sqrt(2 * math.pi) * WITHIN_TWO_SIGMA))
"""Standard deviation of a normal distribution cut there, over that before the cut."""


def normal(mean: float, deviation: float, x_label: str = "weight") -> Drawing | None:
    """A normal distribution; None if it is a single value."""
    if deviation <= 0:
        return None

    def density(x: float) -> float:
        scaled = (x - mean) / deviation
        return math.exp(-(scaled**2) / 2) / (deviation * math.sqrt(2 * math.pi))

    return draw_density(density, mean, deviation, x_label)


def truncated_normal(mean: float, deviation: float) -> Drawing | None:
    """A normal distribution cut at two of its standard deviations; None if it is a single value."""
    whole = normal(mean, deviation)
    if whole is None:
        return None
    inside = whole.curves[0].y

    def density(x: float) -> float:
        return inside(x) / WITHIN_TWO_SIGMA if abs(x - mean) <= 2 * deviation else 0.0

    return draw_density(density, mean, deviation)


def uniform(low: float, high: float) -> Drawing | None:
    """A uniform distribution; None if it is a single value, or none."""
    if low >= high:
        return None
    width = high - low

    def density(x: float) -> float:
        return 1 / width if low <= x <= high else 0.0

    return draw_density(density, low + width / 2, width / math.sqrt(12))


def scaled(scale: float, mode: str, distribution: str, shape: tuple[int, ...]) -> Drawing | None:
    """A distribution of mean 0 and variance scale over fan.

    Args:
        scale: Variance times fan.
        mode: `fan_in`, `fan_out` or `fan_avg`.
        distribution: `truncated_normal`, `untruncated_normal` or `uniform`.
        shape: Of the weights.
    """
    fan_in, fan_out = fans(shape)
    fan = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[mode]
    deviation = math.sqrt(scale / max(1.0, fan))
    match distribution:
        case "truncated_normal":
            return truncated_normal(0.0, deviation / NARROWING)
        case "untruncated_normal":
            return normal(0.0, deviation)
        case _:
            return uniform(-math.sqrt(3) * deviation, math.sqrt(3) * deviation)


def fans(shape: tuple[int, ...]) -> tuple[float, float]:
    """Inputs and outputs of a unit: (fan_in, fan_out) of a kernel, as Keras counts them."""
    if len(shape) < 2:  # noqa: PLR2004 - a kernel has at least inputs and outputs
        units = float(math.prod(shape))
        return units, units
    *window, inputs, outputs = shape
    area = math.prod(window)
    return float(area * inputs), float(area * outputs)
