"""SAM around any optimizer."""

from typing import TYPE_CHECKING, Annotated

from kb_registry import Gt, Optimizer, param

if TYPE_CHECKING:
    import keras


class SAM(Optimizer):
    """Sharpness-aware minimization: steps from the gradient at the worst place nearby.

    With the loss L of a batch, g its gradient at the weights w and |g| the norm over all weights
    together:

        ĝ = ∇L(w + rho g / |g|)
        w ← the optimizer inside's step from w with ĝ

    Minima in wide valleys are found rather than in narrow ones. A step takes two passes and so
    about twice the time.

    As in the authors' program, layers draw the same masks in both passes, and statistics such
    as those of batch_norm are those of the first. Loss and metrics are Keras', from the first
    pass. Write it as `sam(sgd(momentum=0.9))`. It can't stand inside another optimizer, which
    rules out mixed_float16.
    """

    reference = (
        "Foret, Kleiner, Mobahi & Neyshabur 2021, Sharpness-aware minimization for efficiently"
        " improving generalization, arXiv:2010.01412"
    )
    pairs_with = ("sgd", "adam")

    optimizer: Optimizer = param(help="what makes the steps")
    rho: Annotated[float, Gt(0)] = param(default=0.05, help="distance of the second gradient")

    def build(self) -> "keras.optimizers.Optimizer":
        """Return a new optimizer around a new one."""
        from kb_papers.optimizers import SharpnessAware

        return SharpnessAware(self.optimizer.build(), self.rho)

    def prepare(self, model: "keras.Model") -> None:
        """Let the model's training step show its batch to the optimizer."""
        from kb_papers.optimizers import SharpnessAware

        SharpnessAware.install(model)
