"""A model's step, bound to the data it runs over and to the way it is compiled."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import keras
import tensorflow as tf
from attrs import frozen

from kb_engine.training.arrays import Arrays
from kb_engine.training.chunks import Layout, Order, lay_out, stream
from kb_engine.training.compilation import Compilation, choose, eager
from kb_engine.training.loop import ChunkFunction, StepFunction, chunk_function, trace


@frozen
class Program:
    """What Keras' `fit` or `evaluate` needs to run a step over all data.

    Attributes:
        data: Endless chunks, as Keras' loop takes them.
        layout: How the samples fall into batches and chunks.
        compilation: How the steps are executed, and why.
        run: Takes the next chunk from an iterator over `data` and returns the logs.
    """

    data: tf.data.Dataset
    layout: Layout
    compilation: Compilation
    run: ChunkFunction


def assemble(  # noqa: PLR0913 all of it is needed, and by name
    model: keras.Model,
    step: StepFunction,
    arrays: Arrays,
    *,
    batch_size: int,
    chunk_steps: int | None,
    order: Order,
    first_epoch: Callable[[], int],
    epochs: int,
    asked: str,
) -> Program:
    """Return the program that runs a step over the data, epoch after epoch.

    Args:
        model: The compiled model.
        step: Its `train_step` or `test_step`.
        arrays: What `arrays.prepare` returned.
        batch_size: Samples in a batch.
        chunk_steps: Batches in a chunk, or as many as fit.
        order: Order of the samples in an epoch.
        first_epoch: Epoch to begin with, asked when iteration begins.
        epochs: Epochs in the whole run.
        asked: The compilation that was asked for.
    """
    eagerly = eager(asked, model)
    layout = lay_out(arrays, batch_size, chunk_steps=1 if eagerly else chunk_steps)
    data = stream(arrays, layout, order, first_epoch)
    if eagerly:
        return Program(data, layout, eagerly, chunk_function(step, arrays, layout, "eager"))
    traced = trace(step, arrays, layout)
    compilation = choose(asked, model, traced, epochs * layout.steps)
    run = chunk_function(traced, arrays, layout, compilation.choice)
    return Program(data, layout, compilation, run)


@contextmanager
def installed(model: keras.Model, training: Program, evaluation: Program | None) -> Iterator[None]:
    """Have Keras' loops call these programs, and its own functions again afterwards.

    A callback may call `evaluate` or `train_on_batch` on data of its own while the model
    trains: what isn't one of our chunks goes to the function that Keras makes.
    """
    before = model.steps_per_execution, model.train_function, model.test_function
    model.steps_per_execution = training.layout.chunk_steps
    model.make_train_function(force=True)
    model.train_function = _for_chunks(training, model.train_function)
    model.make_test_function(force=True)
    if evaluation is not None:
        model.test_function = _for_chunks(evaluation, model.test_function)
    try:
        yield
    finally:
        model.steps_per_execution, model.train_function, model.test_function = before


def _for_chunks(program: Program, otherwise: Any) -> ChunkFunction:
    def run(iterator: Any) -> Any:
        ours = getattr(iterator, "element_spec", None) == program.data.element_spec
        return program.run(iterator) if ours else otherwise(iterator)

    return run
