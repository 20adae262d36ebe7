"""One traced program that asks many random networks and keeps their moments alone.

Dropout makes a random network of a model: one for each set of masks (Gal and Ghahramani 2016,
Dropout as a Bayesian Approximation, https://arxiv.org/abs/1506.02142). The layers that draw are
told that they train, and all others that they don't, so norms keep to their moving statistics.
What no random number reaches is computed once, and only running moments are kept, so memory
doesn't grow with the number of networks.
"""

import inspect
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from typing import Any, Literal, NamedTuple

import keras
import tensorflow as tf
from kb_observe.layers import children, walk
from kb_observe.passes import standing_in

Probabilities = Literal["categorical", "bernoulli"]


_AUGMENTATION = keras.layers.RandomFlip.__mro__[1]
"""What Keras' layers that augment images have in common."""


class Moments(NamedTuple):
    """Running moments of one output over the networks asked so far, as tensors.

    Attributes:
        mean: `(batch, ...)`.
        squares: `(batch, ...)`, the sum of squared deviations from the mean.
        entropy: `(batch,)`, the sum of the networks' own entropies, in nats; zero where
            outputs aren't probabilities.
    """

    mean: tf.Tensor
    squares: tf.Tensor
    entropy: tf.Tensor


class RandomNetworks:
    """The random networks that dropout makes of a model.

    Args:
        model: Any built Keras model. Nothing about it changes: neither weights nor seeds.
        seed: Decides every mask.
    """

    def __init__(self, model: keras.Model, seed: int) -> None:
        self._model = model
        self._generators = _seed_generators(model)
        # what draws may call the layers inside it with other weights than their own
        self._uncertain = {
            id(each)
            for layer in walk(model)
            if _owns(layer)
            for each in walk(layer)
            if each is not layer
        }
        self._batches = count()
        self._key = tf.constant([seed, 0], tf.int64)
        self.outputs: list[Probabilities | None] = []
        self.random = False
        self._more = tf.function(self._trace, autograph=False, reduce_retracing=True)

    def number_batch(self) -> int:
        """Return a number for a further batch, which gives its rows masks of their own."""
        return next(self._batches)

    def ask(
        self, x: Any, batch: int, first: int, further: int, so_far: Any = None
    ) -> list[Moments]:
        """Ask further networks about a batch.

        Args:
            x: The batch, as tensors in the structure that the model takes.
            batch: Its number, which decides its masks.
            first: How many networks were asked about it before.
            further: How many to ask now.
            so_far: What those asked before said, in the form of what this returns.
        """
        numbers = [tf.constant(each, tf.int32) for each in (batch, first, first + further)]
        moments: list[Moments] = self._more(x, *numbers, so_far)
        return moments

    def _trace(self, x: Any, batch: Any, first: Any, end: Any, so_far: Any) -> list[Moments]:
        key = _fold(self._key, batch)
        known: _Known = {}
        with self._as_random(known, record=True) as draws:
            template = keras.tree.flatten(self._predict(x, _fold(key, first)))
        self.random = bool(draws)
        self.outputs = [_probabilities(tensor) for tensor in template]
        start = so_far or [_nothing(tensor) for tensor in template]

        def one_more(number: Any, moments: list[Moments]) -> tuple[Any, list[Moments]]:
            with self._as_random(known, record=False):
                found = keras.tree.flatten(self._predict(x, _fold(key, number)))
            parts = zip(moments, found, self.outputs, strict=True)
            asked = tf.cast(number + 1, tf.float32)
            return number + 1, [_with(old, value, asked, kind) for old, value, kind in parts]

        loop = tf.while_loop(lambda number, _: number < end, one_more, [first, start])
        return [Moments(*each) for each in loop[1]]

    def _predict(self, x: Any, key: Any) -> Any:
        """What one network says, its masks decided by a key; no state of the model moves."""
        seeds = [
            (generator.state, tf.cast(_fold(key, place), generator.state.dtype))
            for place, generator in enumerate(self._generators)
        ]
        with keras.StatelessScope(state_mapping=seeds):
            return self._model(x, training=False)

    @contextmanager
    def _as_random(self, known: "_Known", *, record: bool) -> Iterator[list[None]]:
        """Have layers that draw do so, and the others return what is known of their inputs."""
        draws: list[None] = []
        with ExitStack() as stack:
            for generator in self._generators:
                stack.enter_context(standing_in(generator, "next", _noting(generator.next, draws)))
            for layer in walk(self._model):
                call = _told_whether_it_trains(layer)
                if id(layer) not in self._uncertain and layer is not self._model:
                    call = _remembering(layer, call, known, draws, record=record)
                stack.enter_context(standing_in(layer, "call", call))
            yield draws


_Known = dict[Any, tuple[Any, Any]]
"""What a layer returned, and for which inputs, by the identities of both: as long as the inputs
are kept, no other object has their identity."""


def _remembering(
    layer: Any, function: Callable[..., Any], known: _Known, draws: list[None], *, record: bool
) -> Callable[..., Any]:
    """A layer's `call` that isn't repeated for inputs that no random number reached."""

    def call(*args: Any, **kwargs: Any) -> Any:
        given = (args, kwargs)
        key = (id(layer), *map(_identity, keras.tree.flatten(given)))
        if key in known:
            return known[key][1]
        before = len(draws)
        outputs = function(*args, **kwargs)
        if record and len(draws) == before:
            known[key] = given, outputs
        return outputs

    return call


def _identity(value: Any) -> Any:
    return id(value) if tf.is_tensor(value) else value


def _told_whether_it_trains(layer: Any) -> Callable[..., Any]:
    """A layer's `call`: what draws trains, and what else has no layers inside doesn't."""
    function: Callable[..., Any] = layer.call
    signature = inspect.signature(function)
    draws = _draws(layer)
    if "training" not in signature.parameters or not (draws or _is_leaf(layer)):
        return function

    def call(*args: Any, **kwargs: Any) -> Any:
        bound = signature.bind(*args, **kwargs)
        bound.arguments["training"] = draws
        return function(*bound.args, **bound.kwargs)

    return call


def _noting(function: Callable[..., Any], draws: list[None]) -> Callable[..., Any]:
    def draw(*args: Any, **kwargs: Any) -> Any:
        draws.append(None)
        return function(*args, **kwargs)

    return draw


def _seed_generators(model: keras.Model) -> list[Any]:
    """Every generator that the model's layers draw from, once."""
    owned = (each for layer in walk(model) for each in _own_generators(layer))
    return list({id(each): each for each in owned}.values())


def _own_generators(layer: Any) -> list[Any]:
    return [each for each in vars(layer).values() if isinstance(each, keras.random.SeedGenerator)]


def _is_leaf(layer: Any) -> bool:
    return not children(layer)


def _owns(layer: Any) -> bool:
    return bool(_own_generators(layer))


def _draws(layer: Any) -> bool:
    """Whether a layer draws random numbers while it trains, augmentation of data aside."""
    if isinstance(layer, keras.layers.RNN):
        return any(_owns(cell) for cell in walk(layer))
    augments = isinstance(layer, _AUGMENTATION)
    trains = "training" in inspect.signature(layer.call).parameters
    return trains and not augments and _owns(layer)


def _fold(key: Any, number: Any) -> Any:
    """A seed that follows from another and a number, `(2,)`, whose second half counts draws."""
    folded: Any = tf.random.fold_in(key, number)
    return tf.random.fold_in(folded, 0)


def _probabilities(output: Any) -> Probabilities | None:
    """Whether an output holds probabilities, which is read from the operation that made it."""
    operation = output.op
    while operation.type in {"Identity", "Cast", "Reshape"}:
        operation = operation.inputs[0].op
    match operation.type:
        case "Softmax":
            return "categorical"
        case "Sigmoid":
            return "bernoulli"
        case _:
            return None


def entropy(probabilities: Any, kind: Probabilities) -> Any:
    """Entropy of each sample's prediction in nats: `(batch, ...)` becomes `(batch,)`.

    Independent outputs, each between 0 and 1, add up.
    """
    flat = tf.reshape(probabilities, [tf.shape(probabilities)[0], -1])
    surprise = -tf.math.xlogy(flat, flat)
    if kind == "bernoulli":
        surprise -= tf.math.xlogy(1 - flat, 1 - flat)
    return tf.reduce_sum(surprise, axis=1)


def _nothing(output: Any) -> Moments:
    zeros = tf.zeros_like(output, tf.float32)
    return Moments(zeros, zeros, tf.zeros([tf.shape(output)[0]]))


def _with(old: Any, value: Any, asked: Any, kind: Probabilities | None) -> Moments:
    """Moments with one more prediction (Welford 1962, doi:10.1080/00401706.1962.10490022)."""
    mean, squares, total = old
    value = tf.cast(value, tf.float32)
    difference = value - mean
    mean += difference / asked
    squares += difference * (value - mean)
    return Moments(mean, squares, total if kind is None else total + entropy(value, kind))
