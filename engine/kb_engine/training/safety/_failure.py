"""Stops a run whose loss is no number any more, and finds out where that began."""

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import keras
import tensorflow as tf

from kb_engine.training.safety._diagnosis import Diagnosis, diagnose
from kb_engine.training.safety._state import Snapshots
from kb_engine.training.step._loop import Chunk, ChunkFunction
from kb_engine.training.step._step import Logs

KerasFunction: TypeAlias = Callable[[Any], Logs]
"""A train or test function as Keras makes it: takes the iterator over its data."""


class NonFiniteLossError(ArithmeticError):
    """The loss became NaN or infinite.

    The model is left as it was before the step that went wrong, every number finite; under a
    distribution strategy, whose steps aren't taken back, as it is after it.

    Attributes:
        step: The step, counted from zero over all epochs, as the optimizer counts.
        layer: The first layer that went wrong, or `None` if none did.
        cause: What most likely caused it, and what to try.
    """

    def __init__(self, step: int, diagnosis: Diagnosis) -> None:
        self.step = step
        self.layer = diagnosis.layer
        self.cause = diagnosis.cause
        place = f" in layer {self.layer!r}" if self.layer else ""
        super().__init__(f"the loss is no longer finite: step {step}{place}: {self.cause}")


def guarded(model: keras.Model, run: ChunkFunction) -> ChunkFunction:
    """Return the function with a check of the loss after every chunk.

    Each chunk is preceded by a snapshot of all variables, so that a chunk that fails can be
    run again, one step at a time.
    """
    snapshots = Snapshots(model)

    def run_and_check(chunk: Chunk) -> Logs:
        before = snapshots.take()
        logs = run(chunk)
        if "loss" in logs and not _is_finite(logs["loss"]):
            snapshots.put_back(before)
            _find_failure(model, run, chunk, snapshots)
        return logs

    return run_and_check


def checked(model: keras.Model, function: Any) -> KerasFunction:
    """Return Keras' own train function with a check of the loss, without a closer look.

    The step that went wrong stays done: the model isn't what it was before.
    """

    def run(iterator: Any) -> Logs:
        step = int(tf.convert_to_tensor(model.optimizer.iterations))  # a variable per device
        logs: Logs = function(iterator)
        if "loss" in logs and not _is_finite(logs["loss"]):
            cause = "run it without a distribution strategy to learn more"
            raise NonFiniteLossError(step, Diagnosis(None, cause))
        return logs

    return run


def _find_failure(
    model: keras.Model, run: ChunkFunction, chunk: Chunk, snapshots: Snapshots
) -> None:
    for single, batch in _steps(chunk):
        before = snapshots.take()
        logs = run(single)
        after = snapshots.take()
        if not all(_is_finite(value) for value in (logs["loss"], *after)):
            snapshots.put_back(before)
            failure = NonFiniteLossError(int(model.optimizer.iterations), diagnose(model, batch))
            snapshots.put_back(before)  # to diagnose is to run layers, which changes some
            raise failure


def _steps(chunk: Chunk) -> Iterator[tuple[Chunk, Any]]:
    """Yield every step of a chunk as a chunk of the same shape, and its batch."""
    batches, count, partial = chunk
    nothing = keras.tree.map_structure(lambda tensor: tensor[:0], partial)
    for i in range(int(count)):
        ahead = keras.tree.map_structure(lambda tensor, i=i: tf.roll(tensor, -i, axis=0), batches)
        batch = keras.tree.map_structure(lambda tensor: tensor[0], ahead)
        yield (ahead, tf.constant(1), nothing), batch
    if keras.tree.flatten(partial)[0].shape[0] > 0:
        yield (batches, tf.constant(0), partial), partial


def _is_finite(value: Any) -> bool:
    tensor = tf.convert_to_tensor(value)
    return not tensor.dtype.is_floating or bool(tf.reduce_all(tf.math.is_finite(tensor)))
