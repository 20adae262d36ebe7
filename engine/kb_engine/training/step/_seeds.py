"""Layers whose random numbers come from elsewhere while a step is traced.

The model's seed generators give out stand-ins for seeds, and TensorFlow's dispatch by type hands
over what is drawn from one. Only the tracing thread ever holds a stand-in: other models, and
other threads that use the same model, draw as they always do.
"""

import itertools
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any, TypeAlias

import keras
import tensorflow as tf
from attrs import field, frozen
from kb_observe.layers import walk

Sampler: TypeAlias = Callable[..., tf.Tensor]
"""A function of `keras.random`, complete but for shape, type and seed."""

Source: TypeAlias = Callable[[keras.random.SeedGenerator, Sampler, Any, str], tf.Tensor]
"""Returns what a layer draws, from its generator, the sampler, the shape and the type."""


class UnexpectedDrawError(Exception):
    """A step's random numbers can't be drawn beforehand, or aren't those of its forward pass.

    A step that can't be traced for any other reason raises it too: traced as it is, with seeds
    that are seeds, it says why.
    """

    _keras_call_info_injected = True  # or Keras wraps the message in a page about the layer


def generators(model: keras.Model) -> list[keras.random.SeedGenerator]:
    """Return the seed generators of a model's layers."""
    values = [value for layer in walk(model) for value in vars(layer).values()]
    found = [value for value in values if isinstance(value, keras.random.SeedGenerator)]
    return list({id(generator): generator for generator in found}.values())


_UNKNOWN_USE = "a layer draws otherwise than one uniform or normal tensor from each seed"


@frozen
class _Seeds:
    """The seeds of a pass: each must be drawn from once, in the order they were given out."""

    generators: Sequence[keras.random.SeedGenerator]
    source: Source
    given: Iterator[int] = field(factory=itertools.count)
    used: Iterator[int] = field(factory=itertools.count)

    def check_use(self, place: int) -> None:
        """Make sure that it is the turn of the seed that was given out in this place."""
        if place != next(self.used):
            raise UnexpectedDrawError(_UNKNOWN_USE)


_seeds: ContextVar[_Seeds | None] = ContextVar("seeds", default=None)


class _Seed(tf.experimental.ExtensionType):  # type: ignore[misc] # TensorFlow is untyped
    """Stands for a seed; TensorFlow dispatches what is drawn from it to us."""

    generator: int
    place: int

    @property
    def dtype(self) -> tf.DType:
        """Type of a seed that Keras passes on as it is."""
        return tf.int32


@contextmanager
def redirected(model: keras.Model, source: Source) -> Iterator[None]:
    """Let what the model's layers draw come from the source, in this thread.

    Raises:
        UnexpectedDrawError: If a seed is used otherwise than for one uniform or normal tensor.
    """
    seeds = _Seeds(generators(model), source)
    for index, generator in enumerate(seeds.generators):
        generator.next = partial(_next, generator, index)  # type: ignore[method-assign]
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


def _next(generator: keras.random.SeedGenerator, index: int, ordered: bool = True) -> Any:  # noqa: FBT001, FBT002 Keras' signature
    seeds = _seeds.get()
    if seeds is None:  # another thread
        return type(generator).next(generator, ordered)
    return _Seed(index, next(seeds.given))


def _take(seed: _Seed, shape: Any, dtype: Any, sampler: Sampler, **parameters: Any) -> tf.Tensor:
    seeds = _seeds.get()
    if seeds is None:
        raise UnexpectedDrawError(_UNKNOWN_USE)
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
