"""DropConnect: dropout of single connections."""

from typing import TYPE_CHECKING, Annotated

from kb_registry import Interval, Seeded, Wrapper, param

if TYPE_CHECKING:
    import keras


class DropConnect(Seeded, Wrapper):
    """Dropout of single weights rather than of units: each is zero with a probability.

    In training W^ = W * mask / (1 - rate), with a mask of independent zeros (probability rate)
    and ones, and so for biases. An output for the input v then has the mean W v and the
    variance rate / (1 - rate) * (W * W) (v * v). The paper draws a mask for each sample, which
    takes a kernel's memory for each; here a batch shares one, drawn anew in each step. In
    inference the paper averages the activation over normal draws with that mean and variance;
    here it takes the mean itself, as dropout does.
    """

    reference = (
        "Wan, Zeiler, Zhang, LeCun & Fergus 2013, Regularization of neural networks using"
        " DropConnect, https://proceedings.mlr.press/v28/wan13.html"
    )
    traits = frozenset({"random"})

    rate: Annotated[float, Interval(ge=0, lt=1)] = param(help="share of weights that is dropped")

    def build(self, layer: "keras.Layer") -> "keras.Layer":
        """Return a new layer around one that has a kernel."""
        from kb_papers.layers import DropConnect as Layer

        return Layer(layer, self.rate, seed=self.seed)
