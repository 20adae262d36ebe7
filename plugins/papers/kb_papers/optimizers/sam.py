"""Gradients from the worst place nearby."""

from typing import Any

import keras
from kb_registry import KerasBlocksError

from kb_papers.optimizers._around import AroundOptimizer
from kb_papers.optimizers._batch import Batch

ops = keras.ops


@keras.saving.register_keras_serializable(package="kb_papers")
class SharpnessAware(AroundOptimizer):
    """Gives another optimizer the gradient at w + rho g / |g| in place of g, the one at w.

    Keras hands an optimizer one gradient and no model, so `install` shows the model's batches
    to this one:

        model.compile(SharpnessAware(keras.optimizers.SGD(0.1)), "mse")
        SharpnessAware.install(model)

    A compiled model that was saved and loaded has to be installed again before it is trained.

    Args:
        inner_optimizer: What makes the steps; clipping, weight decay and the learning rate are
            its own.
        rho: Distance at which the second gradient is taken.
        name: Of the optimizer.

    Attributes:
        batch: The batch of the step in progress.
    """

    def __init__(
        self, inner_optimizer: keras.optimizers.Optimizer, rho: float = 0.05, name: str = "sam"
    ) -> None:
        super().__init__(inner_optimizer, name)
        self.rho = rho
        self.batch: Batch | None = None

    @staticmethod
    def install(model: keras.Model) -> None:
        """Let a model's training step show its batch to the model's optimizer.

        The step stays Keras', or the model's own, and is called once a batch.

        Raises:
            KerasBlocksError: The model wasn't compiled with this optimizer, or has it inside
                another, as in mixed_float16.
        """
        optimizer = model.optimizer
        step: Any = model.train_step
        if not isinstance(optimizer, SharpnessAware):
            raise KerasBlocksError(
                f"SAM can't stand inside {type(optimizer).__name__}, which takes one gradient.",
                hint="In half precision take mixed_bfloat16, which needs no LossScaleOptimizer.",
            )

        def train_step(data: Any) -> Any:
            optimizer.batch = Batch(model, data)
            try:
                return step(data)
            finally:
                optimizer.batch = None

        model.train_step = train_step  # type: ignore[method-assign]  # which is the point
        model.train_function = None  # traced for the step before

    def apply(self, grads: list[Any], trainable_variables: list[Any] | None = None) -> None:
        """Take the gradient of the same batch anew, nearby, and let the optimizer inside step.

        Raises:
            KerasBlocksError: It isn't known what batch the gradients are from.
        """
        if self.batch is None:
            raise KerasBlocksError(
                "SAM takes a batch's gradient twice and was not shown the batch.",
                hint="In a recipe write sam(lookahead(...)), not lookahead(sam(...)). In Keras,"
                " call SharpnessAware.install(model) once before fit.",
            )
        weights = self._trainable_variables if trainable_variables is None else trainable_variables
        self.inner_optimizer.apply(self.batch.gradients(self._uphill(weights, grads)), weights)

    def _uphill(self, weights: list[Any], grads: list[Any]) -> list[tuple[Any, Any]]:
        """The weights, each with its value at a distance of rho in the gradient's direction."""
        dense = [None if g is None else ops.convert_to_tensor(g) for g in grads]
        squares = [ops.sum(ops.square(ops.cast(g, "float32"))) for g in dense if g is not None]
        share = self.rho / ops.maximum(ops.sqrt(sum(squares)), 1e-12)
        return [
            (w, ops.copy(w.value) if g is None else w.value + ops.cast(share, g.dtype) * g)
            for w, g in zip(weights, dense, strict=True)
        ]

    def get_config(self) -> dict[str, Any]:
        """What `from_config` needs."""
        return {**super().get_config(), "rho": self.rho}
