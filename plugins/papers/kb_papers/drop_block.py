"""DropBlock: dropout for convolutions."""

from typing import TYPE_CHECKING, Annotated

from kb_registry import Dropout, Ge, Interval, Seeded, param

if TYPE_CHECKING:
    import keras


class DropBlock(Seeded, Dropout):
    """Dropout of squares of neighbouring values, for images.

    Neighbours in a feature map know so much of each other that dropping single values takes
    nothing away; a square does. Each value is the corner of a square with probability
    gamma = rate / block_size^2 * (height * width) / (number of places for a square), which
    drops about `rate` of all values. The paper uses squares of 7 and raises the rate from 0
    to 0.1 during training; here it is constant.
    """

    reference = (
        "Ghiasi, Lin & Le 2018, DropBlock: a regularization method for convolutional networks,"
        " arXiv:1810.12890"
    )
    traits = frozenset({"random", "images"})
    pairs_with = ("cnn",)

    rate: Annotated[float, Interval(ge=0, lt=1)] = param(help="share of values dropped, about")
    block_size: Annotated[int, Ge(1)] = param(
        default=7, help="height and width of a square in pixels"
    )

    def build(self) -> "keras.Layer":
        """Return a new layer."""
        from kb_papers.layers import DropBlock2D

        return DropBlock2D(self.rate, self.block_size, seed=self.seed)
