"""Lookahead around any optimizer."""

from typing import TYPE_CHECKING, Annotated

from kb_registry import Ge, Interval, Optimizer, param

if TYPE_CHECKING:
    import keras


class Lookahead(Optimizer):
    """Slow weights that follow those of another optimizer part of the way, every few steps.

    Every `sync_period` steps of the inner optimizer, with s the slow weights and w the fast ones:

        s ← s + slow_step (w - s)
        w ← s

    The fast optimizer explores, the slow weights average its noise away. Write it as
    `lookahead(adam)` or `lookahead(sgd(momentum=0.9), sync_period=10)`.
    """

    reference = (
        "Zhang, Lucas, Hinton & Ba 2019, Lookahead optimizer: k steps forward, 1 step back,"
        " arXiv:1907.08610"
    )
    pairs_with = ("sgd", "adam")

    optimizer: Optimizer = param(help="what makes the fast steps")
    sync_period: Annotated[int, Ge(1)] = param(default=5, help="fast steps between slow ones (k)")
    slow_step: Annotated[float, Interval(gt=0, le=1)] = param(
        default=0.5, help="share of the way that the slow weights follow (alpha)"
    )

    def build(self) -> "keras.optimizers.Optimizer":
        """Return a new optimizer around a new one."""
        from kb_papers.optimizers import Lookahead as Wrapper

        return Wrapper(self.optimizer.build(), self.sync_period, self.slow_step)
