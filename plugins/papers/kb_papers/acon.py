"""ACON: activate or not."""

import math
from typing import TYPE_CHECKING, Annotated

from kb_registry import Activation, Drawing, Ge, draw_function, param

if TYPE_CHECKING:
    import keras


class AconC(Activation):
    """Smooth maximum of two learnt lines, from linear to a rectifier, channel by channel.

    f(x) = (p1 - p2) x sigmoid(beta (p1 - p2) x) + p2 x. With beta = 0 it is linear, with a
    large one max(p1 x, p2 x). At the start p1 is 1 and p2 is 0, which is silu for beta = 1;
    the authors' program draws p1 and p2 from a normal distribution instead. Its slope lies
    between 1.0998 p2 - 0.0998 p1 and 1.0998 p1 - 0.0998 p2 (for p1 > p2).
    """

    reference = (
        "Ma, Zhang, Liu & Sun 2021, Activate or not: learning customized activation,"
        " arXiv:2009.04759"
    )
    traits = frozenset({"smooth", "learned", "needs_he_init"})
    pairs_with = ("he_normal",)
    at_start = frozenset({"beta"})

    beta: Annotated[float, Ge(0)] = param(
        default=1.0, help="how sharply it switches, before training"
    )

    def build(self) -> "keras.Layer":
        """Return a new layer."""
        from kb_papers.layers import AconC as Layer

        return Layer(self.beta)

    def drawing(self) -> Drawing | None:
        """The function before training, where p1 is 1 and p2 is 0."""
        return draw_function(lambda x: x / (1 + math.exp(-self.beta * x)))
