"""Keras' `fit`, with many steps in every call to TensorFlow."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import keras

from kb_engine.training.data._arrays import Arrays, count_samples, prepare, reading
from kb_engine.training.data._chunks import Order
from kb_engine.training.data._order import epoch_order, sequential_order
from kb_engine.training.step._compilation import Compilation
from kb_engine.training.step._program import assemble, installed


class TrainingHistory(keras.callbacks.History):
    """Keras' history of a run, which also remembers how the run was compiled.

    Attributes:
        compilation: How the training steps were executed, and why.
    """

    def __init__(self, compilation: Compilation) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.history: dict[str, list[float]] = {}
        self.compilation = compilation


def fit(  # noqa: PLR0913 these are the arguments of Keras' fit
    model: keras.Model,
    train: Arrays,
    *,
    validation: Arrays | None = None,
    epochs: int,
    batch_size: int,
    seed: int,
    initial_epoch: int = 0,
    compilation: str = "auto",
    callbacks: Sequence[keras.callbacks.Callback] = (),
    class_weight: Mapping[int, float] | None = None,
    shuffle: bool = True,
    verbose: int = 0,
) -> TrainingHistory:
    """Train a compiled model as `model.fit` does, several steps per call to TensorFlow.

    Callbacks see what they see from Keras with `steps_per_execution` set: batch events come
    once per chunk. Their `params` also hold how many `samples` an epoch has. Without XLA the
    weights are those of `model.fit`, bit for bit, given the same order of samples.

    Args:
        model: The model, compiled; built or not.
        train: `(x,)`, `(x, y)` or `(x, y, sample_weight)`, arrays or nests of arrays, or
            `Samples` that aren't in memory.
        validation: The same, evaluated after every epoch.
        epochs: Epoch to end before, counted from zero as in Keras.
        batch_size: Samples per step; a larger one than there are samples means all of them.
        seed: Seed of the order of samples. Random layers keep seeds of their own.
        initial_epoch: Epoch to begin with; what a resumed run has behind it.
        compilation: "auto", or one of "graph", "xla" and "eager".
        callbacks: Keras callbacks.
        class_weight: Weight of each class, by its label.
        shuffle: Whether every epoch has an order of its own.
        verbose: As in Keras.

    Returns:
        Keras' history, with the compilation that was chosen.

    Raises:
        ValueError: If the model isn't compiled, or the data or an argument makes no sense.
        Exception: What samples that aren't in memory raise when they can't be read.
    """
    if not model.compiled:
        raise ValueError("the model must be compiled before it is trained")
    if seed < 0:
        raise ValueError(f"seed must be 0 or more, got {seed}")
    arrays = prepare(train, class_weight)
    clock = _EpochClock(initial_epoch, count_samples(arrays))
    assemble_for = partial(assemble, model, batch_size=batch_size, epochs=epochs, asked=compilation)
    training = assemble_for(
        arrays,
        training=True,
        chunk_steps=None,
        order=_order(arrays, seed if shuffle else None),
        first_epoch=lambda: clock.epoch,
    )
    evaluation, held_out = None, None
    if validation is not None:
        held_out = prepare(validation)
        evaluation = assemble_for(
            held_out,
            training=False,
            chunk_steps=training.layout.chunk_steps,
            order=_order(held_out, None),
            first_epoch=int,
        )
    history = TrainingHistory(training.compilation)
    with installed(model, training, evaluation), reading(arrays, held_out):
        model.fit(
            training.data,
            steps_per_epoch=training.layout.steps,
            validation_data=evaluation and evaluation.data,
            validation_steps=evaluation and evaluation.layout.steps,
            epochs=epochs,
            initial_epoch=initial_epoch,
            callbacks=[clock, *callbacks, history],
            shuffle=False,
            verbose=verbose,
        )
    return history


def _order(arrays: Arrays, seed: int | None) -> Order:
    samples = count_samples(arrays)
    if seed is None:
        return lambda _: sequential_order(samples)
    return lambda epoch: epoch_order(samples, seed=seed, epoch=epoch)


class _EpochClock(keras.callbacks.Callback):
    """Knows the epoch that Keras is in, and tells the callbacks after it the epoch's samples."""

    def __init__(self, epoch: int, samples: int) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.epoch = epoch
        self._samples = samples

    def set_params(self, params: dict[str, Any] | None) -> None:
        """Add to what Keras hands from callback to callback."""
        super().set_params(params)  # type: ignore[no-untyped-call]
        if params is not None:
            params["samples"] = self._samples

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Keep the epoch, which Keras' own callbacks may have set."""
        del logs
        self.epoch = epoch
