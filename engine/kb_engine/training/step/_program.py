"""A model's step, bound to the data it runs over and to the way it is compiled."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import keras
import tensorflow as tf
from attrs import evolve, frozen

from kb_engine.training.data._arrays import Arrays
from kb_engine.training.data._chunks import Layout, Order, lay_out, stream, stream_of_batches
from kb_engine.training.safety._failure import KerasFunction, checked, guarded
from kb_engine.training.step._compilation import Compilation, choose
from kb_engine.training.step._loop import ChunkFunction, eager_chunks, graph_chunks
from kb_engine.training.step._step import trace


@frozen
class Program:
    """What Keras' `fit` or `evaluate` needs to run a step over all data.

    Attributes:
        data: Endless chunks, as Keras' loop takes them.
        layout: How the samples fall into batches and chunks.
        compilation: How the steps are executed, and why.
        run: Runs the steps of a chunk and returns the logs of the last; `None` where `data`
            are single batches and Keras' own function runs them.
    """

    data: tf.data.Dataset
    layout: Layout
    compilation: Compilation
    run: ChunkFunction | None


def assemble(  # noqa: PLR0913 all of it is needed, and by name
    model: keras.Model,
    arrays: Arrays,
    *,
    training: bool,
    batch_size: int,
    chunk_steps: int | None,
    order: Order,
    first_epoch: Callable[[], int],
    epochs: int,
    asked: str,
) -> Program:
    """Return the program that trains or tests a model on the data, epoch after epoch.

    Args:
        model: The compiled model.
        arrays: What `arrays.prepare` returned.
        training: Whether to run its `train_step` rather than its `test_step`.
        batch_size: Samples in a batch.
        chunk_steps: Batches in a chunk, or as many as fit.
        order: Order of the samples in an epoch.
        first_epoch: Epoch to begin with, asked when iteration begins.
        epochs: Epochs in the whole run.
        asked: The compilation that was asked for.

    Raises:
        ValueError: If the batch size or the compilation asked for makes no sense.
    """
    layout = lay_out(arrays, batch_size, chunk_steps=chunk_steps)
    if _is_distributed(model):
        name = type(model.distribute_strategy).__name__
        compilation = Compilation("graph", f"{name} splits batches, which Keras' own loop does")
        data = stream_of_batches(arrays, layout, order, first_epoch)
        return Program(data, evolve(layout, chunk_steps=1), compilation, None)
    compilation = choose(asked, model, epochs * layout.steps)
    if compilation.choice == "eager":
        layout = evolve(layout, chunk_steps=1)
        run = eager_chunks(model.train_step if training else model.test_step)
    else:
        step, compilation = trace(model, arrays, layout, compilation, training=training)
        run = graph_chunks(step, arrays, layout, compilation.choice)
    if training:
        run = guarded(model, run)
    data = stream(arrays, layout, order, first_epoch)
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
    model.make_test_function(force=True)
    if training.run is None:
        model.train_function = checked(model, model.train_function)
    else:
        model.train_function = _for_chunks(training.data, training.run, model.train_function)
    if evaluation is not None and evaluation.run is not None:
        model.test_function = _for_chunks(evaluation.data, evaluation.run, model.test_function)
    try:
        yield
    finally:
        model.steps_per_execution, model.train_function, model.test_function = before


def _for_chunks(data: tf.data.Dataset, run: ChunkFunction, otherwise: Any) -> KerasFunction:
    def run_or_otherwise(iterator: Any) -> Any:
        ours = getattr(iterator, "element_spec", None) == data.element_spec
        return run(next(iterator)) if ours else otherwise(iterator)

    return run_or_otherwise


def _is_distributed(model: keras.Model) -> bool:
    with model.distribute_strategy.scope():
        return bool(tf.distribute.has_strategy())
