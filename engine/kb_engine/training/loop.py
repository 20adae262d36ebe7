"""Many steps of Keras in one call."""

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import keras
import tensorflow as tf

from kb_engine.training.arrays import Arrays
from kb_engine.training.chunks import Layout
from kb_engine.training.compilation import Choice

Logs: TypeAlias = dict[str, Any]
StepFunction: TypeAlias = Callable[[Arrays], Logs]
"""`model.train_step` or `model.test_step`, plain or traced."""
ChunkFunction: TypeAlias = Callable[[Iterator[Any]], Logs]
"""What Keras calls for every execution: takes the next chunk, returns the last step's logs."""


def trace(step: StepFunction, arrays: Arrays, layout: Layout) -> Any:
    """Trace a step once, for batches of the size Keras' own `fit` would trace it for.

    Tracing builds what isn't built yet: the model, its metrics, the optimizer's variables.

    Returns:
        A concrete function from a batch to the step's logs.
    """
    return tf.function(step, autograph=False).get_concrete_function(_specs(arrays, layout))


def chunk_function(step: Any, arrays: Arrays, layout: Layout, choice: Choice) -> ChunkFunction:
    """Return a function that takes a chunk from Keras' iterator and runs its steps.

    Args:
        step: A traced step; the plain one if the choice is eager.
        arrays: The data, for its shapes.
        layout: How the data falls into batches and chunks.
        choice: How the loop over the steps is compiled. A partial batch is never worth an
            XLA program of its own and runs as a graph.
    """
    many = _loop(step, arrays, layout, choice)

    def run(iterator: Iterator[Any]) -> Logs:
        batches, count, partial = next(iterator)
        logs = many(batches, count) if count > 0 else {}
        if keras.tree.flatten(partial)[0].shape[0] > 0:
            logs = step(partial)
        return logs

    return run


def _specs(arrays: Arrays, layout: Layout, *outer: int) -> Arrays:
    """Return what TensorFlow may know about a batch's shape while it optimizes the step.

    It rounds differently with a known batch size. Keras' `fit` hides the size where the
    last batch is partial, so the layout hides it too.
    """
    specs: Arrays = keras.tree.map_structure(
        lambda array: tf.TensorSpec((*outer, layout.traced_size, *array.shape[1:]), array.dtype),
        arrays,
    )
    return specs


def _loop(
    step: Any, arrays: Arrays, layout: Layout, choice: Choice
) -> Callable[[Arrays, tf.Tensor], Logs]:
    if choice == "eager":
        return lambda batches, count: [step(_batch(batches, i)) for i in range(int(count))][-1]

    def many(batches: Arrays, count: tf.Tensor) -> Logs:
        logs = tf.nest.map_structure(
            lambda log: tf.zeros(log.shape, log.dtype), step.structured_outputs
        )
        _, logs = tf.while_loop(
            lambda i, _: i < count,
            lambda i, _: (i + 1, step(_batch(batches, i))),
            (tf.constant(0), logs),
        )
        result: Logs = logs
        return result

    jit_compile = True if choice == "xla" else None
    batches = _specs(arrays, layout, layout.chunk_steps)
    compiled: Callable[[Arrays, tf.Tensor], Logs] = tf.function(
        many, autograph=False, jit_compile=jit_compile
    ).get_concrete_function(batches, tf.TensorSpec((), tf.int32))
    return compiled


def _batch(batches: Arrays, i: Any) -> Arrays:
    batch: Arrays = keras.tree.map_structure(lambda array: array[i], batches)
    return batch
