"""Random layers under XLA: their random numbers drawn beforehand, outside the program.

XLA draws random numbers on a CPU several times slower than TensorFlow does, and other ones
than Keras' `fit`. Drawn outside and passed in, they are as fast and the same: every number
comes from the layer's own seed generator, in the order in which the layer would ask.
"""

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any, TypeAlias

import keras
import tensorflow as tf
from attrs import field, frozen
from kb_observe.layers import walk

from kb_engine.training.data._arrays import Arrays

Sampler: TypeAlias = Callable[..., tf.Tensor]
Noise: TypeAlias = tuple[tf.Tensor, ...]


class UnexpectedDrawError(Exception):
    """A step's random numbers can't be drawn beforehand, or aren't those of its forward pass.

    A step that can't be traced for any other reason raises it too: traced as it is, with seeds
    that are seeds, it says why.
    """

    _keras_call_info_injected = True  # or Keras wraps the message in a page about the layer


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
    with _redirected(model, note):
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

        with _redirected(model, hand_out):
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


def generators(model: keras.Model) -> list[keras.random.SeedGenerator]:
    """Return the seed generators of a model's layers."""
    values = [value for layer in walk(model) for value in vars(layer).values()]
    found = [value for value in values if isinstance(value, keras.random.SeedGenerator)]
    return list({id(generator): generator for generator in found}.values())


_Source: TypeAlias = Callable[[keras.random.SeedGenerator, Sampler, Any, str], tf.Tensor]
_UNKNOWN_USE = "a layer draws otherwise than one uniform or normal tensor from each seed"


@frozen
class _Seeds:
    """The seeds of a pass: each must be drawn from once, in the order they were given out."""

    generators: Sequence[keras.random.SeedGenerator]
    source: _Source
    given: Iterator[int] = field(factory=itertools.count)
    used: Iterator[int] = field(factory=itertools.count)

    def check_use(self, place: int) -> None:
        """Make sure that it is the turn of the seed that was given out in this place."""
        if place != next(self.used):
            raise UnexpectedDrawError(_UNKNOWN_USE)


_seeds: ContextVar[_Seeds] = ContextVar("seeds")


class _Seed(tf.experimental.ExtensionType):  # type: ignore[misc] # TensorFlow is untyped
    """Stands for a seed; TensorFlow dispatches what is drawn from it to us."""

    generator: int
    place: int

    @property
    def dtype(self) -> tf.DType:
        """Type of a seed that Keras passes on as it is."""
        return tf.int32


@contextmanager
def _redirected(model: keras.Model, source: _Source) -> Iterator[None]:
    seeds = _Seeds(generators(model), source)
    for index, generator in enumerate(seeds.generators):
        generator.next = partial(_next, index)  # type: ignore[method-assign]
    token = _seeds.set(seeds)
    try:
        yield
        seeds.check_use(next(seeds.given))
    except UnexpectedDrawError:
        raise
    except Exception as error:  # there are as many ways to refuse a _Seed as to use a seed
        raise UnexpectedDrawError(_UNKNOWN_USE) from error
    finally:
        _seeds.reset(token)
        for generator in seeds.generators:
            del generator.next


def _next(index: int, ordered: bool = True) -> _Seed:  # noqa: FBT001, FBT002 Keras' signature
    del ordered
    return _Seed(index, next(_seeds.get().given))


def _take(seed: _Seed, shape: Any, dtype: Any, sampler: Sampler, **parameters: Any) -> tf.Tensor:
    seeds = _seeds.get()
    seeds.check_use(seed.place)
    values = {name: tf.get_static_value(value) for name, value in parameters.items()}
    if any(value is None for value in values.values()):
        raise UnexpectedDrawError("the distribution of a random tensor depends on the data")
    sample = partial(sampler, **values)
    return seeds.source(seeds.generators[seed.generator], sample, shape, tf.as_dtype(dtype).name)


@tf.experimental.dispatch_for_api(tf.random.stateless_uniform, {"seed": _Seed})  # type: ignore[untyped-decorator]
def _uniform(  # noqa: PLR0913, PLR0917 TensorFlow's signature
    shape: Any,
    seed: Any,
    minval: Any = 0,
    maxval: Any = None,
    dtype: Any = tf.float32,
    name: Any = None,
    alg: Any = "auto_select",
) -> tf.Tensor:
    del name, alg
    maxval = 1 if maxval is None else maxval
    return _take(seed, shape, dtype, keras.random.uniform, minval=minval, maxval=maxval)


@tf.experimental.dispatch_for_api(tf.random.stateless_normal, {"seed": _Seed})  # type: ignore[untyped-decorator]
def _normal(  # noqa: PLR0913, PLR0917 TensorFlow's signature
    shape: Any,
    seed: Any,
    mean: Any = 0.0,
    stddev: Any = 1.0,
    dtype: Any = tf.float32,
    name: Any = None,
    alg: Any = "auto_select",
) -> tf.Tensor:
    del name, alg
    return _take(seed, shape, dtype, keras.random.normal, mean=mean, stddev=stddev)
