"""SVG as text: a scale, and the marks that a report needs."""

import math
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
        log: Whether equal distances are equal factors; all figures are above 0 then.
    """

    low: float
    high: float
    first: float
    last: float
    log: bool = False

    @classmethod
    def over(
        cls, figures: Sequence[float], first: float, last: float, *, log: bool = False
    ) -> "Scale":
        """A scale that has all figures on it, and some room."""
        low, high = (_shown(each, log=log) for each in (min(figures), max(figures)))
        room = (high - low) * 0.05 or abs(low) * 0.05 or 1.0
        low, high = low - room, high + room
        return cls(10.0**low, 10.0**high, first, last, log) if log else cls(low, high, first, last)

    def __call__(self, figure: float) -> float:
        """The pixel of a figure."""
        low, high, at = (_shown(each, log=self.log) for each in (self.low, self.high, figure))
        return round(self.first + (at - low) / (high - low) * (self.last - self.first), 2)

    def ticks(self, count: int = 6) -> list[float]:
        """Round figures on the scale."""
        if self.log and len(powers := self._powers(count)) > 2:  # noqa: PLR2004 - one says little
            return powers
        width = (self.high - self.low) / count
        unit = 10.0 ** math.floor(math.log10(width))
        step = next(each * unit for each in (1, 2, 5, 10) if each * unit >= width)
        begin = math.ceil(self.low / step)
        return [
            round(step * (begin + place), 12)
            for place in range(count + 2)
            if step * (begin + place) <= self.high
        ]

    def _powers(self, count: int) -> list[float]:
        lowest, highest = math.floor(math.log10(self.low)), math.ceil(math.log10(self.high))
        within = [10.0**power for power in range(lowest, highest + 1)]
        every = -(-len(within) // count)
        fine = [part * each for each in within for part in (1, 2, 5)]
        known = within[::every] if len(within) > 3 else fine  # noqa: PLR2004 - few powers say little
        return [float(f"{each:g}") for each in known if self.low <= each <= self.high]


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


def described(mark: str, says: str) -> str:
    """A mark that says something under the pointer."""
    return f"<g>{mark}<title>{escape(says)}</title></g>"


def word(x: float, y: float, text: str, anchor: str = "middle", kind: str = "") -> str:
    """A word."""
    own = f' class="{kind}"' if kind else ""
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}"{own}>{escape(text)}</text>'


def shortened(text: str, most: int) -> str:
    """Text with an ellipsis in the place of what is too long."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _text(points: Sequence[Point]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in points)


def _shown(figure: float, *, log: bool) -> float:
    return math.log10(figure) if log else figure
