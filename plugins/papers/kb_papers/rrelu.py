"""Randomized leaky rectifier."""

from typing import TYPE_CHECKING, Annotated

from kb_registry import Activation, Drawing, Ge, InvalidParameterError, Seeded, draw_function, param

if TYPE_CHECKING:
    import keras


class RReLU(Seeded, Activation):
    """Rectifier whose slope for negative inputs is drawn anew for each value in training.

    f(x) = x for x >= 0 and x / a below, with a uniform between `lower` and `upper` in training
    and a = (lower + upper) / 2 in inference. The noise works against overfitting.

    Raises:
        InvalidParameterError: `lower` exceeds `upper`.
    """

    reference = (
        "Xu, Wang, Chen & Li 2015, Empirical evaluation of rectified activations in convolutional"
        " network, arXiv:1505.00853"
    )
    traits = frozenset({"rectifying", "monotonic", "random", "needs_he_init"})
    pairs_with = ("he_normal",)

    lower: Annotated[float, Ge(1)] = param(default=3.0, help="smallest divisor of a negative input")
    upper: Annotated[float, Ge(1)] = param(default=8.0, help="largest divisor of a negative input")

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if self.lower > self.upper:
            raise InvalidParameterError(f"RReLU: lower {self.lower} exceeds upper {self.upper}.")

    def build(self) -> "keras.Layer":
        """Return a new layer."""
        from kb_papers.layers import RReLU as Layer

        return Layer(self.lower, self.upper, seed=self.seed)

    def drawing(self) -> Drawing | None:
        """The function in inference, where no slope is drawn at random."""
        divisor = (self.lower + self.upper) / 2
        return draw_function(lambda x: x if x >= 0 else x / divisor)
