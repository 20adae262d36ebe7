"""Constant rates with jumps between them."""

from typing import TYPE_CHECKING, Annotated

from kb_registry import (
    Drawing,
    Ge,
    InvalidParameterError,
    MinLen,
    Schedule,
    draw_schedule,
    param,
)

from kb_keras._mirror import Mirror
from kb_keras.schedules._parameters import Rate

if TYPE_CHECKING:
    import keras


class PiecewiseConstantDecay(Mirror["keras.optimizers.schedules.PiecewiseConstantDecay"], Schedule):
    """Constant rates, with jumps after given steps.

    values[0] up to and including step boundaries[0], values[1] up to boundaries[1], and the
    last value for ever.

    Raises:
        InvalidParameterError: There isn't one value more than boundaries, or boundaries don't
            rise.
    """

    boundaries: Annotated[tuple[Annotated[int, Ge(0)], ...], MinLen(1)] = param(
        example=(1000, 2000), help="last steps of all rates but one"
    )
    values: Annotated[tuple[Rate, ...], MinLen(2)] = param(
        example=(0.01, 0.005, 0.001), help="rates, one more than boundaries"
    )

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if len(self.values) != len(self.boundaries) + 1:
            raise InvalidParameterError(
                f"PiecewiseConstantDecay: {len(self.boundaries)} boundaries need "
                f"{len(self.boundaries) + 1} values, not {len(self.values)}."
            )
        if list(self.boundaries) != sorted(set(self.boundaries)):
            raise InvalidParameterError("PiecewiseConstantDecay: boundaries must rise.")

    def drawing(self) -> Drawing | None:
        """The rate until well behind the last boundary."""
        return draw_schedule(self._rate, self.boundaries[-1] * 5 / 4 + 1)

    def _rate(self, step: float) -> float:
        return self.values[sum(step > boundary for boundary in self.boundaries)]
