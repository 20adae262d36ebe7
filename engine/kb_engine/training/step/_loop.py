"""Many steps of Keras in one call."""

from collections.abc import Callable
from typing import Any, TypeAlias

import keras
import tensorflow as tf

from kb_engine.training.data._arrays import Arrays
from kb_engine.training.data._chunks import Layout
from kb_engine.training.step._compilation import Choice
from kb_engine.training.step._noise import Noise, draw_many
from kb_engine.training.step._reuse import reuse
from kb_engine.training.step._step import Logs, StepFunction, TracedStep, batch_specs

Chunk: TypeAlias = tuple[Arrays, tf.Tensor, Arrays]
"""Full batches, stacked; how many of them count; the partial batch, mostly empty."""
ChunkFunction: TypeAlias = Callable[[Chunk], Logs]
"""Runs a chunk's steps and returns the logs of the last."""


def graph_chunks(step: TracedStep, arrays: Arrays, layout: Layout, choice: Choice) -> ChunkFunction:
    """Return a function that runs the steps of a chunk in one or two calls to TensorFlow.

    A partial batch is never worth an XLA program of its own and runs as a graph. Where all
    is graph, it goes through the same loop, because TensorFlow optimizes every function anew.
    """
    circumstances = choice, layout, repr(batch_specs(arrays, layout)), repr(step.noise)
    many = reuse(step, circumstances, lambda: _loop(step, arrays, layout, choice))
    draw_for_chunk = draw_many(step.draws, layout.chunk_steps)
    draw_for_partial = draw_many(step.partial_draws if layout.partial else (), 1)

    def run(chunk: Chunk) -> Logs:
        batches, count, partial = chunk
        logs: Logs = {}
        if count > 0:
            logs = many(batches, count, draw_for_chunk(count))
        if keras.tree.flatten(partial)[0].shape[0] > 0:
            one = tf.constant(1)
            if choice == "graph":
                logs = many(_stack_of_one(partial), one, draw_for_partial(one))
            else:
                logs = step.function(partial, _pick(draw_for_partial(one), 0))
        return logs

    return run


def eager_chunks(step: StepFunction) -> ChunkFunction:
    """Return a function that runs a chunk's single step as Python."""

    def run(chunk: Chunk) -> Logs:
        batches, count, partial = chunk
        return step(_pick(batches, 0) if count > 0 else partial)

    return run


def _loop(step: TracedStep, arrays: Arrays, layout: Layout, choice: Choice) -> Callable[..., Logs]:
    def many(batches: Arrays, count: tf.Tensor, noise: Noise) -> Logs:
        logs = tf.nest.map_structure(
            lambda log: tf.zeros(log.shape, log.dtype), step.function.structured_outputs
        )
        _, logs = tf.while_loop(
            lambda i, _: i < count,
            lambda i, _: (i + 1, step.function(_pick(batches, i), _pick(noise, i))),
            (tf.constant(0), logs),
        )
        result: Logs = logs
        return result

    noise = tuple(tf.TensorSpec((None, *spec.shape), spec.dtype) for spec in step.noise)
    compiled: Callable[..., Logs] = tf.function(
        many, autograph=False, jit_compile=True if choice == "xla" else None
    ).get_concrete_function(batch_specs(arrays, layout, None), tf.TensorSpec((), tf.int32), noise)
    return compiled


def _stack_of_one(batch: Arrays) -> Arrays:
    stacked: Arrays = keras.tree.map_structure(lambda tensor: tensor[None], batch)
    return stacked


def _pick(stacked: Any, i: Any) -> Any:
    return keras.tree.map_structure(lambda tensor: tensor[i], stacked)
