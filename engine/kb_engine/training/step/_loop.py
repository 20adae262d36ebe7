"""Many steps of Keras in one call."""

from collections.abc import Callable
from typing import Any, TypeAlias

import keras
import tensorflow as tf

from kb_engine.training.data._arrays import Arrays, each_column
from kb_engine.training.data._chunks import Layout
from kb_engine.training.step._compilation import Choice
from kb_engine.training.step._noise import Noise, draw_many
from kb_engine.training.step._reuse import reuse
from kb_engine.training.step._step import Logs, StepFunction, TracedStep, batch_specs

Chunk: TypeAlias = tuple[Arrays, tf.Tensor, Arrays]
"""Full batches, stacked; how many of them count; the partial batch, mostly empty."""
ChunkFunction: TypeAlias = Callable[[Chunk], Logs]
"""Runs a chunk's steps and returns the logs of the last."""


def graph_chunks(
    step: TracedStep,
    arrays: Arrays,
    layout: Layout,
    choice: Choice,
    partial_step: TracedStep | None = None,
) -> ChunkFunction:
    """Return a function that runs the steps of a chunk in one or two calls to TensorFlow.

    A partial batch is never worth an XLA program of its own and runs as a graph. Where all
    is graph, it goes through the same loop, because TensorFlow optimizes every function anew.

    Args:
        step: The step.
        arrays: What `arrays.prepare` returned.
        layout: How the samples fall into batches and chunks.
        choice: Graph or XLA.
        partial_step: What the partial batch takes, if `step` suits full batches alone.
    """
    circumstances = choice, layout, repr(batch_specs(arrays, layout)), repr(step.noise)
    many = reuse(step, circumstances, lambda: _loop(step, arrays, layout, choice))
    draw_for_chunk = draw_many(step.draws, layout.chunk_steps)
    last = partial_step or step
    draw_for_partial = draw_many(last.partial_draws if layout.partial else (), 1)

    def run(chunk: Chunk) -> Logs:
        batches, count, partial = chunk
        logs: Logs = {}
        if count > 0:
            logs = many(batches, count, draw_for_chunk(count))
        if samples_in(partial) > 0:
            one = tf.constant(1)
            if choice == "graph":
                logs = many(_stack_of_one(partial), one, draw_for_partial(one))
            else:
                logs = last.function(partial, _pick(draw_for_partial(one), 0))
        return logs

    return run


def eager_chunks(step: StepFunction) -> ChunkFunction:
    """Return a function that runs a chunk's steps as Python."""

    def run(chunk: Chunk) -> Logs:
        batches, count, partial = chunk
        logs: Logs = {}
        for i in range(int(count)):
            logs = step(_pick(batches, i))
        return step(partial) if samples_in(partial) > 0 else logs

    return run


def first_steps(chunk: Chunk, steps: int) -> Chunk:
    """Return a chunk that ends after so many steps at most."""
    batches, count, partial = chunk
    if count < steps:
        return chunk
    return batches, tf.constant(steps), each_column(lambda tensor: tensor[:0], partial)


def samples_in(batch: Arrays) -> int:
    """Return how many samples a batch holds."""
    return int(next(part for part in keras.tree.flatten(batch) if part is not None).shape[0])


def _loop(step: TracedStep, arrays: Arrays, layout: Layout, choice: Choice) -> Callable[..., Logs]:
    outputs = step.function.structured_outputs
    specs = _tensors(outputs)

    def many(batches: Arrays, count: tf.Tensor, noise: Noise) -> Logs:
        def one(i: tf.Tensor, _: Any) -> Any:
            return i + 1, _tensors(step.function(_pick(batches, i), _pick(noise, i)))

        _, last = tf.while_loop(
            lambda i, _: i < count,
            one,
            (tf.constant(0), [_nothing_like(spec) for spec in specs]),
            shape_invariants=(tf.TensorShape(()), [spec.shape for spec in specs]),
        )
        return _logs_of(last, outputs)

    noise = tuple(tf.TensorSpec((None, *spec.shape), spec.dtype) for spec in step.noise)
    compiled: Callable[..., Logs] = tf.function(
        many, autograph=False, jit_compile=True if choice == "xla" else None
    ).get_concrete_function(batch_specs(arrays, layout, None), tf.TensorSpec((), tf.int32), noise)
    return compiled


def _tensors(logs: Logs) -> list[Any]:
    return [part for part in tf.nest.flatten(logs) if part is not None]


def _logs_of(tensors: list[Any], outputs: Logs) -> Logs:
    """A step's logs with other tensors in them; `None` stays what it is."""
    remaining = iter(tensors)
    return tf.nest.map_structure(lambda out: None if out is None else next(remaining), outputs)


def _nothing_like(spec: tf.TensorSpec) -> tf.Tensor:
    """What there is before the first step; empty where a size isn't known."""
    return tf.zeros([size or 0 for size in spec.shape] if spec.shape.rank else (), spec.dtype)


def _stack_of_one(batch: Arrays) -> Arrays:
    return each_column(lambda tensor: tensor[None], batch)


def _pick(stacked: Any, i: Any) -> Any:
    return each_column(lambda tensor: tensor[i], stacked)
