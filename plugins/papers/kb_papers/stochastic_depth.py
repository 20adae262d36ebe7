"""Stochastic depth, also called drop path."""

from typing import TYPE_CHECKING, Annotated

from kb_registry import Dropout, Interval, Seeded, param

if TYPE_CHECKING:
    import keras


class StochasticDepth(Seeded, Dropout):
    """Residual branches left out at random in training, sample by sample.

    Made for residual networks, where a sample whose branch is zero takes the shortcut; in a
    chain of layers it would lose the sample altogether. The paper scales at inference rather
    than in training and lets the rate grow linearly from 0 to 0.5 with depth; here it is the
    same for every branch.
    """

    reference = (
        "Huang, Sun, Liu, Sedra & Weinberger 2016, Deep networks with stochastic depth,"
        " arXiv:1603.09382"
    )
    traits = frozenset({"random", "residual"})
    pairs_with = ("residual_mlp",)

    rate: Annotated[float, Interval(ge=0, lt=1)] = param(help="share of samples left out")

    def build(self) -> "keras.Layer":
        """Return a new layer."""
        from kb_papers.layers import StochasticDepth as Layer

        return Layer(self.rate, seed=self.seed)
