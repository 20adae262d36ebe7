"""A model's step, bound to the data it runs over, traced when it is first called."""

from collections.abc import Callable
from functools import partial
from math import ceil

import keras
import tensorflow as tf
from attrs import evolve

from kb_engine.training.data._arrays import Arrays
from kb_engine.training.data._chunks import Layout, Order, stream, stream_of_batches
from kb_engine.training.safety._failure import guarded
from kb_engine.training.step._attempts import Compiled
from kb_engine.training.step._compilation import Compilation, choose
from kb_engine.training.step._creation import create_variables
from kb_engine.training.step._loop import Chunk, ChunkFunction, eager_chunks, first_steps
from kb_engine.training.step._step import Logs, batch_specs, step_of


class Program:
    """Runs a model's `train_step` or `test_step` over the chunks of some data.

    It is traced with the first chunk, as Keras traces its own: what callbacks change before, such
    as which layers train, counts.

    Args:
        model: The compiled model.
        arrays: What `arrays.prepare` returned.
        layout: How the samples fall into batches and chunks.
        order: Order of the samples in an epoch.
        first_epoch: Epoch to begin with, asked when iteration begins.
        asked: The compilation that was asked for.
        steps: Steps in the whole run.
        training: Whether to run the `train_step` rather than the `test_step`.
        watched: Whether to stop where the loss is no longer finite.

    Attributes:
        layout: How the samples fall into batches and chunks; a chunk is what Keras would run in a
            call where it runs, or Python runs, the steps one by one.
        compilation: How the steps are executed, and why.
        keras_runs: Whether Keras' own function has to run the steps, batch by batch.
        data: Endless chunks, or batches if Keras runs them, as Keras' loop takes them.

    Raises:
        ValueError: If the compilation asked for makes no sense.
    """

    def __init__(  # noqa: PLR0913 all of it is needed, and by name
        self,
        model: keras.Model,
        arrays: Arrays,
        layout: Layout,
        *,
        order: Order,
        first_epoch: Callable[[], int],
        asked: str | None,
        steps: int,
        training: bool,
        watched: bool,
    ) -> None:
        self._model, self._arrays = model, arrays
        self._choose = partial(choose, asked, model, steps)
        self._training, self.watched = training, watched
        self._run: ChunkFunction | None = None
        obstacle = _obstacle(model, training=training)
        self.keras_runs = obstacle is not None
        self.compilation = Compilation("graph", obstacle) if obstacle else self._choose()
        by_batch = self.keras_runs or self.compilation.choice == "eager"
        steps_per_call = model.steps_per_execution if by_batch else layout.chunk_steps
        self.layout = evolve(layout, chunk_steps=steps_per_call)
        make = stream_of_batches if self.keras_runs else stream
        self.data: tf.data.Dataset = make(arrays, self.layout, order, first_epoch)

    @property
    def calls(self) -> int:
        """Calls that a pass over the samples takes."""
        return ceil(self.layout.steps / self.layout.chunk_steps)

    def __call__(self, chunk: Chunk) -> Logs:
        """Run a chunk's steps and return the logs of the last."""
        if self._run is None:
            self._run = self._prepared()
        if self._training and self._model.stop_training:  # Keras looks after its own next call
            chunk = first_steps(chunk, self._model.steps_per_execution)
        return self._run(chunk)

    def forget(self) -> None:
        """Trace the step anew at the next call."""
        self._run = None

    def _prepared(self) -> ChunkFunction:
        self.compilation = self._choose()
        if self._training:
            create_variables(self._model, batch_specs(self._arrays, self.layout))
        if self.compilation.choice == "eager":
            run = eager_chunks(step_of(self._model, training=self._training))
        else:
            run = self._compiled()
        if not self.watched:
            return run
        is_traced = self.compilation.choice != "eager"
        return guarded(self._model, run, is_known=is_traced or _is_built(self._model))

    def _compiled(self) -> ChunkFunction:
        compiled = Compiled(
            self._model, self._arrays, self.layout, self.compilation, training=self._training
        )

        def run(chunk: Chunk) -> Logs:
            logs = compiled(chunk)
            self.compilation = compiled.compilation
            return logs

        return run


def _is_built(model: keras.Model) -> bool:
    return bool(model.built and (model.optimizer is None or model.optimizer.built))


def _obstacle(model: keras.Model, *, training: bool) -> str | None:
    """Why Keras' own function has to run the steps, if it has to."""
    with model.distribute_strategy.scope():
        if tf.distribute.has_strategy():
            name = type(model.distribute_strategy).__name__
            return f"{name} splits batches, which Keras' own loop does"
    maker = "make_train_function" if training else "make_test_function"
    if getattr(type(model), maker) is not getattr(keras.Model, maker):
        return f"the model has a {maker} of its own"
    return None
