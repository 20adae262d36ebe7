"""Keras' `fit`, with many steps in every call to TensorFlow."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import keras
from attrs import evolve

from kb_engine.training._each_batch import TESTING, TRAINING, asking_for_each_batch
from kb_engine.training._installation import installed
from kb_engine.training._program import Program
from kb_engine.training.data._arrays import Arrays, count_samples, prepare, reading
from kb_engine.training.data._chunks import Order, lay_out
from kb_engine.training.data._order import epoch_order, sequential_order
from kb_engine.training.safety._failure import NonFiniteLossError
from kb_engine.training.step._compilation import Compilation


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
    compilation: str | None = None,
    callbacks: Sequence[keras.callbacks.Callback] = (),
    class_weight: Mapping[int, float] | None = None,
    shuffle: bool = True,
    verbose: int = 0,
) -> TrainingHistory:
    """Train a compiled model as `model.fit` does, several steps per call to TensorFlow.

    Without XLA the weights are those of `model.fit`, bit for bit, given the same order of samples.

    A callback that has a hook for batches is called for each batch, and so does every call to
    TensorFlow take one batch, or `steps_per_execution` of them. This costs speed, and the
    compilation's reason says so. A callback that can do with fewer calls has an attribute
    `takes_chunks = True`: it sees batches as Keras numbers them with `steps_per_execution` set.
    Callbacks' `params` also hold how many `samples` an epoch has, `chunk_steps`, how many steps a
    call takes, and `jit_compile`, whether XLA was asked for.

    Args:
        model: The model, compiled; built or not.
        train: `(x,)`, `(x, y)` or `(x, y, sample_weight)`, arrays or nests of arrays and `None`s,
            or `Samples` that aren't in memory.
        validation: The same, evaluated after every epoch.
        epochs: Epoch to end before, counted from zero as in Keras.
        batch_size: Samples per step; a larger one than there are samples means all of them.
        seed: Seed of the order of samples. Random layers keep seeds of their own.
        initial_epoch: Epoch to begin with; what a resumed run has behind it.
        compilation: "graph", "xla", "eager", or "auto" for the quickest over the whole run. If it
            isn't given, the steps run as the model was compiled: under XLA if its `jit_compile` is
            true, which Keras' "auto" never is without a GPU. Where XLA refuses a step that it
            wasn't asked for by name, the graph takes its place.
        callbacks: Keras callbacks.
        class_weight: Weight of each class, by its label.
        shuffle: Whether every epoch has an order of its own.
        verbose: As in Keras.

    Returns:
        Keras' history, with the compilation that was chosen.

    Raises:
        ValueError: If the model isn't compiled, or the data or an argument makes no sense.
        NonFiniteLossError: If the loss becomes NaN or infinite, and no `TerminateOnNaN` is among
            the callbacks to deal with that. It holds the history until then.
        Exception: What samples that aren't in memory raise when they can't be read.
    """
    if not model.compiled:
        raise ValueError("the model must be compiled before it is trained")
    if seed < 0:
        raise ValueError(f"seed must be 0 or more, got {seed}")
    arrays = prepare(train, class_weight)
    held_out = None if validation is None else prepare(validation)
    steps_per_execution = model.steps_per_execution
    clock = _EpochClock(initial_epoch, count_samples(arrays))
    asking = asking_for_each_batch(callbacks, TRAINING)
    program = partial(_program, model, batch_size=batch_size, asked=compilation, epochs=epochs)
    training = program(
        arrays,
        order=_order(arrays, seed if shuffle else None),
        first_epoch=lambda: clock.epoch,
        each_batch=bool(asking),
        training=True,
        watched=not any(isinstance(each, keras.callbacks.TerminateOnNaN) for each in callbacks),
    )
    evaluation = held_out and program(
        held_out,
        order=_order(held_out, None),
        first_epoch=int,
        each_batch=bool(asking_for_each_batch(callbacks, TESTING)),
        training=False,
        watched=False,
    )
    history = TrainingHistory(training.compilation)
    with installed(model, training, evaluation) as give_back, reading(arrays, held_out):
        clock.begin(training, give_back)
        try:
            model.fit(
                training.data,
                steps_per_epoch=training.layout.steps,
                validation_data=evaluation and evaluation.data,
                validation_steps=evaluation and evaluation.calls * steps_per_execution,
                epochs=epochs,
                initial_epoch=initial_epoch,
                callbacks=[clock, *callbacks, history],
                shuffle=False,
                verbose=verbose,
            )
        except NonFiniteLossError as error:
            error.history = history.history
            raise
        finally:
            costly = () if training.keras_runs else asking
            history.compilation = _with_cost(training.compilation, costly)
    return history


def _program(  # noqa: PLR0913 all of it is needed, and by name
    model: keras.Model,
    arrays: Arrays,
    *,
    batch_size: int,
    asked: str | None,
    epochs: int,
    order: Order,
    first_epoch: Callable[[], int],
    each_batch: bool,
    training: bool,
    watched: bool,
) -> Program:
    """A program whose chunks are what Keras would run in a call if somebody may notice."""
    in_keras_steps = each_batch or keras.config.max_steps_per_epoch()
    chunk_steps = model.steps_per_execution if in_keras_steps else None
    layout = lay_out(arrays, batch_size, chunk_steps=chunk_steps)
    return Program(
        model,
        arrays,
        layout,
        order=order,
        first_epoch=first_epoch,
        asked=asked,
        steps=min(epochs, keras.config.max_epochs() or epochs) * layout.epoch_steps,
        training=training,
        watched=watched,
    )


def _with_cost(compilation: Compilation, asking: Sequence[str]) -> Compilation:
    if not asking:
        return compilation
    names = ", ".join(dict.fromkeys(asking))
    cost = f"slower, because it stops after each batch for {names}"
    return evolve(compilation, reason=f"{compilation.reason}; {cost}")


def _order(arrays: Arrays, seed: int | None) -> Order:
    samples = count_samples(arrays)
    if seed is None:
        return lambda _: sequential_order(samples)
    return lambda epoch: epoch_order(samples, seed=seed, epoch=epoch)


class _EpochClock(keras.callbacks.Callback):
    """The first callback: knows the epoch, and sees to what the others find."""

    def __init__(self, epoch: int, samples: int) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.epoch = epoch
        self._samples = samples

    def begin(self, training: Program, give_back: Callable[[], None]) -> None:
        """Be told what is going to be trained, and how to give the model back to the others."""
        self._chunk_steps, self._give_back = training.layout.chunk_steps, give_back
        # a step that XLA turns out not to compile is a graph after all, unless XLA was asked for
        compilation = training.compilation
        self._by_xla = compilation.choice == "xla" and compilation.asked_for

    def set_model(self, model: keras.Model) -> None:
        """Let the callbacks after this one find the model as it was."""
        super().set_model(model)  # type: ignore[no-untyped-call]
        self._give_back()

    def set_params(self, params: dict[str, Any] | None) -> None:
        """Add to what Keras hands from callback to callback."""
        super().set_params(params)  # type: ignore[no-untyped-call]
        if params is not None:
            params |= {
                "samples": self._samples,
                "chunk_steps": self._chunk_steps,
                "jit_compile": self._by_xla,
            }

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Keep the epoch, which Keras' own callbacks may have set."""
        del logs
        self.epoch = epoch
