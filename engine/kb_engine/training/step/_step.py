"""A model's step, traced once for all its batches."""

from collections.abc import Callable
from typing import Any, TypeAlias

import keras
import tensorflow as tf
from attrs import evolve, frozen

from kb_engine.training.data._arrays import Arrays, each_column
from kb_engine.training.data._chunks import CHUNK_BYTES, Layout
from kb_engine.training.step._compilation import Compilation, draws_random_numbers, on_cpu
from kb_engine.training.step._custom_gradients import forget_custom_gradients
from kb_engine.training.step._noise import Draw, record, with_noise
from kb_engine.training.step._seeds import UnexpectedDrawError, generators

Logs: TypeAlias = Any
"""What a step returns: mostly a dictionary of tensors."""
StepFunction: TypeAlias = Callable[[Arrays], Logs]
"""`model.train_step` or `model.test_step`."""


@frozen
class TracedStep:
    """A step as a concrete function of a batch and its noise.

    Attributes:
        function: The concrete function.
        draws: What a full batch's noise is drawn by; empty where the step draws itself.
        partial_draws: The same for the partial batch.
    """

    function: Any
    draws: tuple[Draw, ...] = ()
    partial_draws: tuple[Draw, ...] = ()

    @property
    def noise(self) -> tuple[tf.TensorSpec, ...]:
        """Shapes and types of the noise of any batch.

        Raises:
            UnexpectedDrawError: If there is no such shape or type.
        """
        if len(self.draws) != len(self.partial_draws):
            raise UnexpectedDrawError("the number of random tensors depends on the batch's size")
        pairs = zip(self.draws, self.partial_draws, strict=True)
        return tuple(_noise_spec(full, partial) for full, partial in pairs)


def step_of(model: keras.Model, *, training: bool) -> StepFunction:
    """Return what a model does with a batch, with the logs that Keras makes of it."""
    step: StepFunction = model.train_step if training else model.test_step
    return lambda batch: _without_lists(step(batch))


def _without_lists(logs: Logs) -> Logs:
    """Keras hands logs through a structure of `tf.data`, to which a list is an array."""
    match logs:
        case dict():
            return {name: _without_lists(value) for name, value in logs.items()}
        case list():
            return tf.convert_to_tensor(logs)
    return logs


def trace(
    model: keras.Model,
    arrays: Arrays,
    layout: Layout,
    compilation: Compilation,
    *,
    training: bool,
) -> tuple[TracedStep, Compilation]:
    """Trace a model's step once, for batches of the size Keras' `fit` would trace it for.

    Tracing builds what isn't built yet: the model, its metrics, the optimizer's variables.
    A step for XLA on a CPU is traced without its random numbers, which are drawn outside.

    Returns:
        The step, and the compilation: if random numbers remain in the step it says why, and is
        graph rather than XLA unless somebody asked for XLA.
    """
    step = step_of(model, training=training)
    if compilation.choice == "graph" or not on_cpu():
        return trace_as_it_is(step, arrays, layout), compilation
    traced, obstacle = None, "the step draws numbers that no layer's seed generator accounts for"
    try:
        traced = _trace_without_noise(model, step, arrays, layout, training=training)
    except UnexpectedDrawError as error:
        obstacle = str(error)
    traced = traced or trace_as_it_is(step, arrays, layout)
    if not draws_random_numbers(traced.function):
        return traced, compilation
    reason = f"XLA draws random numbers slowly on a CPU, and {obstacle}"
    if compilation.asked_for:
        return traced, Compilation("xla", f"{compilation.reason}, although {reason}")
    return traced, Compilation("graph", reason)


def trace_as_it_is(step: StepFunction, arrays: Arrays, layout: Layout) -> TracedStep:
    """Trace a step with its random numbers in it."""
    function = tf.function(lambda batch, _: step(batch), autograph=False)
    traced = function.get_concrete_function(batch_specs(arrays, layout), ())
    forget_custom_gradients(traced)
    return TracedStep(traced)


def compiled_alone(step: TracedStep, arrays: Arrays, layout: Layout) -> TracedStep:
    """Return a step without noise that XLA compiles wherever it is called."""
    function = tf.function(step.function, autograph=False, jit_compile=True)
    return TracedStep(function.get_concrete_function(batch_specs(arrays, layout), ()))


def _trace_without_noise(
    model: keras.Model, step: StepFunction, arrays: Arrays, layout: Layout, *, training: bool
) -> TracedStep:
    if not generators(model):
        return trace_as_it_is(step, arrays, layout)
    if not (model.built and (model.optimizer is None or model.optimizer.built)):
        trace_as_it_is(step, arrays, layout)  # a trace given up leaves variables without values
    x, _, _ = keras.utils.unpack_x_y_sample_weight(arrays)
    draws = record(model, x, layout.batch_size, training=training)
    partial_draws = draws
    if layout.partial and layout.traced_size is None:
        partial_draws = record(model, x, layout.partial, training=training)
    if sum(draw.bytes for draw in draws) * layout.chunk_steps > 4 * CHUNK_BYTES:
        raise UnexpectedDrawError("a chunk's random numbers would take too much memory")
    untraced = TracedStep(
        tf.function(with_noise(model, step), autograph=False), draws, partial_draws
    )
    traced = untraced.function.get_concrete_function(batch_specs(arrays, layout), untraced.noise)
    forget_custom_gradients(traced)
    return evolve(untraced, function=traced)


def _noise_spec(full: Draw, partial: Draw) -> tf.TensorSpec:
    spec = tf.TensorSpec(full.shape, full.dtype)
    common = spec.most_specific_common_supertype([tf.TensorSpec(partial.shape, partial.dtype)])
    if common is None or common.shape.rank is None:
        raise UnexpectedDrawError("the sort of a random tensor depends on the batch's size")
    return common


def batch_specs(arrays: Arrays, layout: Layout, *outer: int | None) -> Arrays:
    """Return what TensorFlow may know about a batch's shape while it optimizes the step.

    It rounds differently with a known batch size. Keras' `fit` hides the size where the
    last batch is partial, so the layout hides it too.
    """
    return each_column(
        lambda array: tf.TensorSpec((*outer, layout.traced_size, *array.shape[1:]), array.dtype),
        arrays,
    )
