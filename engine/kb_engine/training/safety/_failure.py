"""Stops a run whose loss is no longer finite, and finds out where that began."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, TypeAlias

import keras
import tensorflow as tf

from kb_engine.training.data._arrays import each_column
from kb_engine.training.safety._diagnosis import Diagnosis, diagnose
from kb_engine.training.state._state import Snapshots, steps_done
from kb_engine.training.step._loop import Chunk, ChunkFunction, samples_in
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
        history: Each metric after each epoch before.
    """

    def __init__(self, step: int, diagnosis: Diagnosis) -> None:
        self.history: dict[str, list[float]] = {}
        self.step = step
        self.layer = diagnosis.layer
        self.cause = diagnosis.cause
        place = f" in layer {self.layer!r}" if self.layer else ""
        super().__init__(f"the loss is no longer finite: step {step}{place}: {self.cause}")


def guarded(model: keras.Model, run: ChunkFunction, *, is_known: bool) -> ChunkFunction:
    """Return the function with a check of the loss after every chunk.

    Each chunk is preceded by a snapshot of all variables, so that a chunk that fails can be
    run again, one step at a time.

    Args:
        model: The model.
        run: Runs a chunk.
        is_known: Whether the model has all its variables, or makes them in the first chunk,
            which then isn't preceded by a snapshot.
    """
    snapshots = Snapshots(model) if is_known else None
    done = 0

    def run_and_check(chunk: Chunk) -> Logs:
        nonlocal snapshots, done
        before = snapshots.take() if snapshots else None
        logs = run(chunk)
        if _is_lost(logs):
            if snapshots is None or before is None:
                raise NonFiniteLossError(done, Diagnosis(None, "build the model to learn more"))
            snapshots.put_back(before)
            _find_failure(model, run, chunk, snapshots, done)
        done += int(chunk[1]) + (samples_in(chunk[2]) > 0)
        snapshots = snapshots or Snapshots(model)
        return logs

    return run_and_check


def checked(model: keras.Model, function: Any) -> KerasFunction:
    """Return Keras' own train function with a check of the loss, without a closer look.

    The step that went wrong stays done: the model isn't what it was before.
    """

    def run(iterator: Any) -> Logs:
        step = _step(model, 0)
        logs: Logs = function(iterator)
        if _is_lost(logs):
            cause = "run it without a distribution strategy to learn more"
            raise NonFiniteLossError(step, Diagnosis(None, cause))
        return logs

    return run


def _find_failure(
    model: keras.Model, run: ChunkFunction, chunk: Chunk, snapshots: Snapshots, done: int
) -> None:
    for number, (single, batch) in enumerate(_steps(chunk), done):
        before = snapshots.take()
        logs = run(single)
        after = snapshots.take()
        if _is_lost(logs) or not all(map(_is_finite, after)):
            snapshots.put_back(before)
            failure = NonFiniteLossError(_step(model, number), diagnose(model, batch))
            snapshots.put_back(before)  # to diagnose is to run layers, which changes some
            raise failure


def _step(model: keras.Model, done: int) -> int:
    """The step, as the optimizer counts it if it is the one that trains."""
    counted = steps_done(model)
    return done if counted is None else counted


def _steps(chunk: Chunk) -> Iterator[tuple[Chunk, Any]]:
    """Yield every step of a chunk as a chunk of the same shape, and its batch."""
    batches, count, last = chunk
    nothing = each_column(lambda tensor: tensor[:0], last)
    for i in range(int(count)):
        ahead = each_column(partial(tf.roll, shift=-i, axis=0), batches)
        batch = each_column(lambda tensor: tensor[0], ahead)
        yield (ahead, tf.constant(1), nothing), batch
    if samples_in(last) > 0:
        yield (batches, tf.constant(0), last), last


def _is_lost(logs: Logs) -> bool:
    """Tell whether there is a loss that is no longer finite."""
    loss = logs.get("loss") if isinstance(logs, Mapping) else None
    return loss is not None and not _is_finite(loss)


def _is_finite(value: Any) -> bool:
    tensor = tf.convert_to_tensor(value)
    return not tensor.dtype.is_floating or bool(tf.reduce_all(tf.math.is_finite(tensor)))
