"""SVG as text: a scale, and the marks that a report needs."""

from collections.abc import Sequence
from html import escape

from attrs import frozen

Point = tuple[float, float]


@frozen
class Scale:
    """Takes figures to pixels.

    Attributes:
        low: The figure at the first pixel.
        high: The figure at the last.
        first: A pixel.
        last: Another; smaller than the first if the axis runs upwards.
    """

    low: float
    high: float
    first: float
    last: float

    @classmethod
    def over(cls, figures: Sequence[float], first: float, last: float) -> "Scale":
        """A scale that has all figures on it, and some room."""
        low, high = min(figures), max(figures)
        room = (high - low) * 0.05 or abs(low) * 0.05 or 1.0
        return cls(low - room, high + room, first, last)

    def __call__(self, figure: float) -> float:
        """The pixel of a figure."""
        share = (figure - self.low) / (self.high - self.low)
        return round(self.first + share * (self.last - self.first), 2)

    def ticks(self, count: int = 6) -> list[float]:
        """Round figures on the scale."""
        width = (self.high - self.low) / count
        unit = 10.0 ** _exponent(width)
        step = next(each * unit for each in (1, 2, 5, 10) if each * unit >= width)
        begin = -(-self.low // step)
        return [
            round(step * (begin + place), 12)
            for place in range(count + 2)
            if step * (begin + place) <= self.high
        ]


def drawing(width: int, height: int, label: str, marks: Sequence[str]) -> str:
    """A picture that is read out as its label."""
    return (
        f'<svg role="img" aria-label="{escape(label)}" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}">{"".join(marks)}</svg>'
    )


def line(points: Sequence[Point], kind: str) -> str:
    """A line through points."""
    return f'<polyline class="{kind}" points="{_text(points)}"/>'


def area(points: Sequence[Point], kind: str) -> str:
    """What a line encloses."""
    return f'<polygon class="{kind}" points="{_text(points)}"/>'


def dot(x: float, y: float, kind: str, says: str) -> str:
    """A dot that says something under the pointer."""
    return f'<circle class="{kind}" cx="{x}" cy="{y}" r="3"><title>{escape(says)}</title></circle>'


def word(x: float, y: float, text: str, anchor: str = "middle") -> str:
    """A word."""
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}">{escape(text)}</text>'


def _text(points: Sequence[Point]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in points)


def _exponent(width: float) -> int:
    exponent = 0
    while 10.0**exponent > width:
        exponent -= 1
    while 10.0 ** (exponent + 1) <= width:
        exponent += 1
    return exponent
