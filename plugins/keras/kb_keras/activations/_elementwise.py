"""Activations that treat every number alike, and so have a curve."""

from typing import ClassVar

from kb_registry import Activation, Drawing, draw_function


class Elementwise(Activation):
    """An activation that is a function of one number.

    Attributes:
        window: The range of x in which it is drawn, if nothing happens outside.
    """

    window: ClassVar[tuple[float, float]] = (-4.0, 4.0)

    def drawing(self) -> Drawing | None:
        """The function and its derivative."""
        shown = [*self.window, *(4 / 3 * x for x in self._bends())]
        return draw_function(self._formula, min(shown), max(shown))

    def _formula(self, x: float) -> float:
        raise NotImplementedError

    def _bends(self) -> tuple[float, ...]:
        """Where parameters make it bend, so that the drawing reaches there."""
        return ()
