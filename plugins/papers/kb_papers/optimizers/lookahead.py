"""Slow weights behind any optimizer's fast ones."""

from typing import Any

import keras

from kb_papers.optimizers._around import AroundOptimizer

ops = keras.ops


@keras.saving.register_keras_serializable(package="kb_papers")
class Lookahead(AroundOptimizer):
    """Lets an optimizer run ahead and follows it part of the way, every few steps.

    Args:
        inner_optimizer: What makes the fast steps; clipping, weight decay and the learning
            rate are its own.
        sync_period: Fast steps between two slow ones.
        slow_step: Share of the way that the slow weights follow.
        name: Of the optimizer.
    """

    def __init__(
        self,
        inner_optimizer: keras.optimizers.Optimizer,
        sync_period: int = 5,
        slow_step: float = 0.5,
        name: str = "lookahead",
    ) -> None:
        super().__init__(inner_optimizer, name)
        self.sync_period = sync_period
        self.slow_step = slow_step

    def build(self, variables: list[keras.Variable]) -> None:
        """Make room for the slow weights."""
        built = self.built
        super().build(variables)
        if not built:
            self.slow_weights = [self._slow(variable) for variable in variables]

    def _slow(self, variable: keras.Variable) -> Any:
        return self.add_variable_from_reference(variable, name="slow")  # type: ignore[no-untyped-call]  # Keras annotates nothing

    def apply(self, grads: list[Any], trainable_variables: list[Any] | None = None) -> None:
        """Make a fast step, and a slow one if it is time."""
        if not self.built and trainable_variables is not None:
            self.build(trainable_variables)
        # not in build, which may run in a graph that knows no values yet
        ops.cond(ops.equal(self.iterations, 0), self._set_out, lambda: None)
        self.inner_optimizer.apply(grads, trainable_variables)
        due = ops.equal(self.iterations % self.sync_period, 0)
        ops.cond(due, self._follow, lambda: None)

    def _set_out(self) -> None:
        for slow, fast in zip(self.slow_weights, self._trainable_variables, strict=True):
            slow.assign(fast)

    def _follow(self) -> None:
        for slow, fast in zip(self.slow_weights, self._trainable_variables, strict=True):
            slow.assign(slow + self.slow_step * (fast - slow))
            fast.assign(slow)

    def get_config(self) -> dict[str, Any]:
        """What `from_config` needs."""
        own = {"sync_period": self.sync_period, "slow_step": self.slow_step}
        return {**super().get_config(), **own}
