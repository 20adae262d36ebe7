"""Snake as Keras Blocks sees it."""

import math
from typing import TYPE_CHECKING, Annotated

from kb_registry import Activation, Drawing, Gt, draw_function, param

if TYPE_CHECKING:
    import keras


class Snake(Activation):
    """Identity with a sine wave on it, which learns periodic functions.

    x + sin²(frequency * x) / frequency. Its slope lies between 0 and 2, so it never falls, and
    unlike ReLU or tanh it extrapolates periodic functions.
    """

    reference = (
        "Ziyin, Hartwig and Ueda 2020, Neural networks fail to learn periodic functions and how"
        " to fix it, arXiv:2006.08195"
    )
    traits = frozenset({"smooth"})

    frequency: Annotated[float, Gt(0)] = param(
        default=1.0, help="a in the paper; high for fast waves"
    )

    def build(self) -> "keras.Layer":
        """Return a new snake layer."""
        from kb_snake.layer import SnakeLayer

        return SnakeLayer(frequency=self.frequency)

    def drawing(self) -> Drawing:
        """The curve that `kb show snake` draws."""
        a = self.frequency
        return draw_function(lambda x: x + math.sin(a * x) ** 2 / a)
