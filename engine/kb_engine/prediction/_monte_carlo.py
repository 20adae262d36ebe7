"""Monte Carlo dropout: what many random networks of one model predict, and how they differ."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from kb_registry import KerasBlocksError

from kb_engine.prediction._doubt import Doubt, joined

if TYPE_CHECKING:
    import keras

    from kb_engine.prediction._random_networks import Moments, RandomNetworks
    from kb_engine.training.data._arrays import Column

Networks = int | Literal["auto"]
"""How many random networks to ask; "auto" asks as many as their standard error needs."""

BATCH_SIZE = 512
"""Rows asked about together: a batch of this size and its activations fit a processor's cache."""

ROUND = 32
"""Networks between two looks at the standard error."""

MOST_NETWORKS = 100_000
"""At this many, a probability's standard error is at most 0.0016; for half of it, four times as
many would be needed."""


class NoRandomLayerError(KerasBlocksError, ValueError):
    """A model without a layer that draws random numbers while it trains."""


class NetworkCountError(KerasBlocksError, ValueError):
    """A number of networks that can't be asked."""


def mc_predict(
    model: "keras.Model",
    x: Any,
    samples: Networks = 100,
    seed: int = 0,
    *,
    tolerance: float = 0.01,
) -> Doubt:
    """Ask many random networks of a model with dropout, and keep mean, spread and doubt.

    Dropout of every kind is active: all layers that draw from a `keras.random.SeedGenerator`
    of their own while they train, augmentation of images aside. Norms stay in inference mode.
    Weights and seeds of the model stay as they are, and nothing has to be trained again. Gal and
    Ghahramani 2016, Dropout as a Bayesian Approximation, https://arxiv.org/abs/1506.02142.

    Args:
        model: Any built Keras model with one output.
        x: `(samples, ...)`, one array or a structure of arrays, as `model.predict` takes.
        samples: How many networks to ask. "auto" asks until the standard error of every mean is
            below `tolerance`, separately for each batch of 512 rows.
        seed: The same seed gives the same networks.
        tolerance: For "auto", in the unit of the output.

    Raises:
        NoRandomLayerError: The model has no such layer.
        NetworkCountError: `samples` isn't a number from 1 to 100,000, or "auto" reached 100,000.
        ValueError: `x` holds no row, or the model has several outputs.
    """
    doubt, *others = mc_predict_outputs(model, x, samples, seed, tolerance=tolerance)
    if others:
        raise ValueError(
            "the model has several outputs: mc_predict_outputs returns each one's doubt"
        )
    return doubt


def mc_predict_outputs(
    model: "keras.Model",
    x: Any,
    samples: Networks = 100,
    seed: int = 0,
    *,
    tolerance: float = 0.01,
) -> tuple[Doubt, ...]:
    """Do what `mc_predict` does for a model with several outputs, in the order of the outputs.

    Raises:
        NoRandomLayerError: As `mc_predict` raises.
        NetworkCountError: As `mc_predict` raises.
        ValueError: `x` holds no row.
    """
    from kb_engine.prediction._random_networks import RandomNetworks

    return doubts(RandomNetworks(model, seed), x, samples, tolerance)


def doubts(
    networks: "RandomNetworks", x: Any, samples: Networks, tolerance: float = 0.01
) -> tuple[Doubt, ...]:
    """Ask random networks about some rows, which get masks that no rows before them had.

    Raises:
        NoRandomLayerError: As `mc_predict` raises.
        NetworkCountError: As `mc_predict` raises.
        ValueError: `x` holds no row.
    """
    if samples != "auto" and not 1 <= samples <= MOST_NETWORKS:
        raise NetworkCountError(
            f"The number of networks is {samples}.", hint=f"Choose 1 to {MOST_NETWORKS:,}, or auto."
        )
    parts: list[list[Doubt]] = []
    for batch in _batches(x):
        asked, moments = _ask(networks, batch, networks.number_batch(), samples, tolerance)
        if not networks.random:
            raise NoRandomLayerError(
                "No layer of the model draws random numbers, so every network says the same.",
                hint="Train a model with dropout, such as dropout:0.2.",
            )
        kinds = zip(moments, networks.outputs, strict=True)
        parts.append([_doubt(each, asked, kind) for each, kind in kinds])
    return tuple(joined(list(batches)) for batches in zip(*parts, strict=True))


def _ask(
    networks: "RandomNetworks",
    batch: Any,
    number: int,
    samples: Networks,
    tolerance: float,
) -> "tuple[int, list[Moments]]":
    if samples != "auto":
        return samples, networks.ask(batch, number, 0, samples)
    asked, moments = 0, None
    while asked < MOST_NETWORKS:
        moments = networks.ask(batch, number, asked, ROUND, moments)
        asked += ROUND
        largest = max(float(np.max(each.squares, initial=0.0)) for each in moments)
        if not networks.random or np.sqrt(largest / (asked - 1) / asked) < tolerance:
            return asked, moments
    raise NetworkCountError(
        f"After {asked:,} networks the standard error is still above {tolerance}.",
        hint="Choose a larger tolerance.",
    )


def _doubt(moments: "Moments", asked: int, kind: Any) -> Doubt:
    from kb_engine.prediction._random_networks import entropy

    mean = np.asarray(moments.mean, np.float64)
    std = np.sqrt(np.asarray(moments.squares, np.float64) / max(1, asked - 1))
    networks = np.full(len(mean), asked)
    if kind is None:
        return Doubt(mean, std, networks)
    total = np.asarray(entropy(moments.mean, kind), np.float64)
    own = np.asarray(moments.entropy, np.float64) / asked
    return Doubt(mean, std, networks, total, np.maximum(total - own, 0.0))


def _batches(x: Any) -> Iterator[Any]:
    """The rows in order, some hundreds at a time, in the precision Keras feeds them in."""
    import tensorflow as tf

    from kb_engine.training.data._arrays import Column, count_samples, each_column

    arrays = each_column(Column, x)
    count = count_samples((arrays,))
    for first in range(0, count, BATCH_SIZE):
        rows = np.arange(first, min(first + BATCH_SIZE, count))
        yield each_column(partial(_pick, rows, tf.constant), arrays)


def _pick(rows: Any, convert: Callable[[Any], Any], column: "Column") -> Any:
    return convert(column.pick(rows))
