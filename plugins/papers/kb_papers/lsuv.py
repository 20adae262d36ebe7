"""LSUV: layer-sequential unit variance."""

from typing import TYPE_CHECKING, Annotated

from kb_registry import Callback, Ge, Gt, RunContext, Seeded, param

if TYPE_CHECKING:
    import keras


class LSUV(Seeded, Callback):
    """Scales kernels before the first step until each layer puts out variance 1 on real samples.

    From the first layer to the last, each dense or convolutional kernel is drawn anew as an
    orthogonal matrix, then divided by the deviation of what the layer puts out for some
    training samples, until its variance lies within `tolerance` of 1. A layer with an
    activation of its own, such as the output, is left as it is, and so is one in a wrapper. The
    recipe's initializer still starts everything else.
    """

    reference = "Mishkin & Matas 2016, All you need is a good init, arXiv:1511.06422"
    traits = frozenset({"random"})
    at_start = frozenset({"samples", "tolerance", "attempts", "seed"})

    samples: Annotated[int, Ge(2)] = param(default=1024, help="training samples to look at")
    tolerance: Annotated[float, Gt(0)] = param(
        default=0.1, help="largest distance of a variance from 1"
    )
    attempts: Annotated[int, Ge(1)] = param(default=10, help="most divisions of a kernel")

    def build(self, run: RunContext) -> "keras.callbacks.Callback":
        """Return a new callback, which does nothing to a model that is built but not trained."""
        from kb_papers.callbacks.lsuv import UnitVariance

        x = None if run.data is None else run.data.train.x[: self.samples]
        return UnitVariance(x, self.tolerance, self.attempts, self.seed)
