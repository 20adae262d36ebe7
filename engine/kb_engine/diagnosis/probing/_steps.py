"""A few real steps."""

from functools import partial
from typing import Any

import keras
import numpy as np
from attrs import evolve, frozen
from kb_observe.layers import running_statistics
from kb_observe.networks import has_own_train_step

from kb_engine.diagnosis.probing._batches import Pool
from kb_engine.diagnosis.probing._graphs import unoptimized_graphs

LOOKED_AT = 512
"""Samples that the loss is measured on before and after."""


ALIKE = 1e-3
"""Share of the largest prediction that all others may differ by, and be called alike."""


@frozen(eq=False)
class Trial:
    """What some steps did.

    Attributes:
        losses: The loss of each step's batch.
        before: The loss on some of the samples before the first step, without penalties.
        after: The same after the last step.
        spread: By how much predictions then differ between samples, as a share of the largest.
        by_batch: What `after` would be with the batch's statistics, where the training ended with
            running ones; None elsewhere.
    """

    losses: "np.ndarray[Any, Any]"
    before: float
    after: float
    spread: float = 1.0
    by_batch: float | None = None

    @property
    def constant(self) -> bool:
        """Whether all samples then get the same prediction."""
        return self.spread == 0

    @property
    def alike(self) -> bool:
        """Whether they get the same but for a thousandth of it."""
        return self.spread <= ALIKE

    @property
    def finite(self) -> bool:
        """Whether every loss is a number."""
        return bool(np.isfinite([*self.losses, self.before, self.after]).all())

    def followed_by(self, other: "Trial") -> "Trial":
        """These steps and then others."""
        losses = np.concatenate([self.losses, other.losses])
        return evolve(other, losses=losses, before=self.before)


class Stepper:
    """Trains a compiled copy step by step.

    Args:
        model: The copy, whose weights are changed.
        pool: Samples.
        batch_size: Samples in a step.

    Attributes:
        runs: Whether the model has statistics that run along, as BatchNormalization does.
    """

    def __init__(self, model: keras.Model, pool: Pool, batch_size: int) -> None:
        import tensorflow as tf

        self._model, self._pool, self._batch_size = model, pool, batch_size
        self._own = has_own_train_step(model)
        self._sample = pool.first(LOOKED_AT)
        self.runs = bool(running_statistics(model))
        if not model.optimizer.built:
            model.optimizer.build(model.trainable_variables)
        self._optimizer_state = [tf.identity(v.value) for v in model.optimizer.variables]
        shape = tf.TensorSpec([None, min(batch_size, pool.size)], tf.int64)
        traced = tf.function(self._several, autograph=False, input_signature=[shape])
        self._run = None if self._own else traced.get_concrete_function()
        self._measures: dict[bool, Any] = {}

    def restart(self) -> None:
        """Put the optimizer back to its first step."""
        for variable, value in zip(
            self._model.optimizer.variables, self._optimizer_state, strict=True
        ):
            variable.assign(value)

    def measure(self, *, trained: bool = False) -> tuple[float, float]:
        """The loss on fixed samples, without penalties, and the spread of their predictions.

        Args:
            trained: Whether the training ends here, so that the network predicts with its running
                statistics as they are; else they are too young, and the batch's are taken.
        """
        loss, predicted = self._measured(training=self.runs and not trained)
        parts = [np.asarray(part) for part in keras.tree.flatten(predicted)]
        if self._pool.size == 1:  # which can't be told from others
            return float(loss), 1.0
        with np.errstate(all="ignore"):
            spreads = [np.ptp(part, axis=0).max() / (np.abs(part).max() or 1) for part in parts]
        return float(loss), float(np.max(spreads))

    def order(self, steps: int, seed: int) -> "np.ndarray[Any, Any]":
        """Rows of the pool for each of some steps; `(steps, batch)`."""
        return self._pool.order(steps, self._batch_size, seed)

    def go(
        self, order: "np.ndarray[Any, Any]", *, after: Trial | None = None, whole: bool = False
    ) -> Trial:
        """Take some steps.

        Args:
            order: Rows of the pool for each step.
            after: Steps that were taken before, which these follow.
            whole: Whether the training ends with them.
        """
        before = self.measure()[0] if after is None else after.after
        losses = self.steps(order)
        by_batch = self.measure()[0] if whole and self.runs else None
        trial = Trial(losses, before, *self.measure(trained=whole), by_batch=by_batch)
        return trial if after is None else after.followed_by(trial)

    def steps(self, order: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
        """Take a step on each of some rows of the pool; the loss of each one's batch."""
        import tensorflow as tf

        if self._run is None:
            return np.array([self._own_step(rows) for rows in order])
        with unoptimized_graphs():
            return np.asarray(self._run(tf.constant(order)))

    def _own_step(self, rows: Any) -> float:
        x, y = self._pool.rows(rows)
        self._model.reset_metrics()
        self._model.make_train_function()
        run: Any = self._model.train_function
        logs = run(iter([(x, y)]))  # a pair, as in `fit`
        return float(next(iter(logs.values())) if "loss" not in logs else logs["loss"])

    def _several(self, order: Any) -> Any:
        import tensorflow as tf

        steps = tf.shape(order)[0]

        def body(step: Any, losses: Any) -> Any:
            return step + 1, losses.write(step, self._step(order[step]))

        losses = tf.TensorArray(tf.float32, size=steps)
        _, losses = tf.while_loop(lambda step, _: step < steps, body, (0, losses))
        return losses.stack()

    def _step(self, rows: Any) -> Any:
        import tensorflow as tf

        model = self._model
        x, y = self._pool.rows(rows)
        with tf.GradientTape() as tape:
            loss = model.compute_loss(x=x, y=y, y_pred=model(x, training=True), training=True)
        weights = model.trainable_weights
        gradients = zip(tape.gradient(loss, weights), weights, strict=True)
        model.optimizer.apply_gradients([pair for pair in gradients if pair[0] is not None])
        return tf.cast(loss, tf.float32)

    def _measured(self, *, training: bool) -> Any:
        import tensorflow as tf

        if self._own:
            return self._data_loss(training=training)
        if training not in self._measures:
            measure = partial(self._data_loss, training=training)
            self._measures[training] = tf.function(measure, autograph=False)
        with unoptimized_graphs():
            return self._measures[training]()

    def _data_loss(self, *, training: bool) -> Any:
        import tensorflow as tf

        model, (x, y) = self._model, self._sample
        with keras.StatelessScope():
            predicted = model(x, training=training)
        # in the scope, weights that weren't changed have no value for their penalties
        loss = model.compute_loss(x=x, y=y, y_pred=predicted, training=False)
        penalty = sum(tf.cast(part, loss.dtype) for part in model.losses)
        return tf.cast(loss - penalty, tf.float32), predicted
