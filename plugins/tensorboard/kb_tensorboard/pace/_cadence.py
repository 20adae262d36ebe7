"""When to record: often enough to see, seldom enough that all of it is shown.

TensorBoard's server keeps 1000 points of a curve and 100 tensors of a tag, its histogram page
shows 51 of them and its image page 10. What is beyond that is thinned out at random.
"""

import math
import re
from typing import NamedTuple

CURVE_POINTS = 960
HISTOGRAMS = 48
IMAGES = 9

_CURVE_POINTS_AN_EPOCH = 100
_HISTOGRAMS_AN_EPOCH = 4
_UNKNOWN_EPOCH = 1000


class Every(NamedTuple):
    """A distance between records, in steps or in epochs."""

    number: int
    unit: str

    @classmethod
    def parse(cls, text: str | int) -> "Every":
        """Reads `"100 steps"`, `"2 epochs"` or a bare number of steps.

        Raises:
            ValueError: If it is anything else, or less than one.
        """
        match = re.fullmatch(r"\s*(\d+)\s*(step|epoch)?s?\s*", str(text))
        if match is None or int(match[1]) < 1:
            raise ValueError(
                f"every={text!r} isn't an interval between records. "
                'Write a number of steps or epochs, such as "100 steps" or "1 epoch".'
            )
        return cls(int(match[1]), match[2] or "step")


class Cadence(NamedTuple):
    """Distances between records, in steps; a record is due when a multiple is passed.

    Attributes:
        curves: For points of curves that cost next to nothing.
        layers: For histograms and all that is measured layer by layer.
        pictures: For pictures and what is drawn from predictions.
    """

    curves: int
    layers: int
    pictures: int

    @classmethod
    def plan(cls, end: int, epoch: int | None, every: Every | None) -> "Cadence":
        """Chooses distances for a run.

        Args:
            end: The step at which training will have ended.
            epoch: Steps an epoch, if known.
            every: The distance between histograms that the user wishes, if any. A wish that
                TensorBoard would not show is widened.
        """
        steps = epoch or _UNKNOWN_EPOCH
        visible = math.ceil(end / HISTOGRAMS)
        if every is None:
            layers = max(visible, math.ceil(steps / _HISTOGRAMS_AN_EPOCH))
        else:
            layers = max(visible, every.number * (steps if every.unit == "epoch" else 1))
        return cls(
            curves=max(1, math.ceil(end / CURVE_POINTS), math.ceil(steps / _CURVE_POINTS_AN_EPOCH)),
            layers=layers,
            pictures=max(layers, math.ceil(end / IMAGES), steps),
        )
