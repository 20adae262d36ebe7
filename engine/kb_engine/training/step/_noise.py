"""Random layers under XLA: their random numbers drawn beforehand, outside the program.

XLA draws random numbers on a CPU several times slower than TensorFlow does, and other ones
than Keras' `fit`. Drawn outside and passed in, they are as fast and the same: every number
comes from the layer's own seed generator, in the order in which the layer would ask.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import keras
import tensorflow as tf
from attrs import frozen

from kb_engine.training.data._arrays import Arrays
from kb_engine.training.step._seeds import Sampler, UnexpectedDrawError, redirected

Noise: TypeAlias = tuple[tf.Tensor, ...]


@frozen
class Draw:
    """One random tensor that a forward pass asks for.

    Attributes:
        generator: The layer's seed generator.
        sample: A function of `keras.random`, complete but for shape and seed.
        shape: Shape of the tensor.
        dtype: Its type.
    """

    generator: keras.random.SeedGenerator
    sample: Sampler
    shape: tuple[int, ...]
    dtype: str

    def __call__(self) -> tf.Tensor:
        """Draw the next such tensor and advance the generator."""
        return self.sample(self.shape, dtype=self.dtype, seed=self.generator)

    @property
    def bytes(self) -> int:
        """Memory that the tensor takes."""
        return math.prod(self.shape) * int(tf.as_dtype(self.dtype).size)


def record(model: keras.Model, inputs: Any, batch_size: int, *, training: bool) -> tuple[Draw, ...]:
    """Return what a forward pass draws, in its order.

    Args:
        model: The model.
        inputs: Its input data, for shapes and types.
        batch_size: Samples in the batch.
        training: Whether the pass is one of training.

    Raises:
        UnexpectedDrawError: If something is drawn that can't be drawn beforehand.
    """
    draws: list[Draw] = []

    def note(
        generator: keras.random.SeedGenerator, sample: Sampler, shape: Any, dtype: str
    ) -> tf.Tensor:
        static = tf.get_static_value(tf.convert_to_tensor(shape))
        if static is None:
            raise UnexpectedDrawError("the shape of a random tensor depends on the data")
        draws.append(Draw(generator, sample, tuple(int(size) for size in static), dtype))
        return sample(static, dtype=dtype, seed=0)

    batch = keras.tree.map_structure(
        lambda array: tf.TensorSpec((batch_size, *array.shape[1:]), array.dtype), inputs
    )
    with redirected(model, note):
        forward = tf.function(lambda x: model(x, training=training), autograph=False)
        forward.get_concrete_function(batch)
    return tuple(draws)


def with_noise(model: keras.Model, step: Callable[[Arrays], Any]) -> Callable[..., Any]:
    """Return the step as a function of a batch and of the noise that it would draw.

    Tracing what is returned raises `UnexpectedDrawError` if the step asks for other tensors
    than it is given.
    """

    def run(batch: Arrays, noise: Noise) -> Any:
        remaining = iter(noise)

        def hand_out(_: Any, __: Any, shape: Any, dtype: str) -> tf.Tensor:
            tensor = next(remaining, None)
            wanted = tf.zeros(shape, dtype)
            if tensor is None or not _serves(tensor, wanted):
                raise UnexpectedDrawError("the step draws what its forward pass doesn't")
            return tensor

        with redirected(model, hand_out):
            logs = step(batch)
        if next(remaining, None) is not None:
            raise UnexpectedDrawError("the step draws less than its forward pass")
        return logs

    return run


def _serves(tensor: tf.Tensor, wanted: tf.Tensor) -> bool:
    return tensor.dtype == wanted.dtype and bool(tensor.shape.is_subtype_of(wanted.shape))


def draw_many(draws: Sequence[Draw], most: int) -> Callable[[tf.Tensor], Noise]:
    """Return a compiled function that draws for several steps, one after the other.

    Args:
        draws: What one step draws.
        most: Steps there is room for.

    Returns:
        A function of the number of steps. Its tensors have the shape `(most, *draw.shape)`.
    """
    if not draws:
        return lambda _: ()

    def draw(count: tf.Tensor) -> Noise:
        room = tuple(
            tf.TensorArray(draw.dtype, size=most, element_shape=draw.shape) for draw in draws
        )
        _, drawn = tf.while_loop(
            lambda i, _: i < count,
            lambda i, arrays: (
                i + 1,
                tuple(array.write(i, draw()) for array, draw in zip(arrays, draws, strict=True)),
            ),
            (tf.constant(0), room),
        )
        return tuple(array.stack() for array in drawn)

    compiled: Callable[[tf.Tensor], Noise] = tf.function(
        draw, autograph=False
    ).get_concrete_function(tf.TensorSpec((), tf.int32))
    return compiled
