"""A loop written by hand in JAX: a whole epoch in one compiled `lax.scan`."""

import time
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax import lax

from benchmarks.training import networks
from benchmarks.training.networks import BATCH_SIZE, PIXELS, Network

ACTIVATIONS = {"relu": jax.nn.relu, "elu": jax.nn.elu, "selu": jax.nn.selu}
INITIALIZERS = {
    "he_normal": jax.nn.initializers.he_normal(),
    "lecun_normal": jax.nn.initializers.lecun_normal(),
    "glorot_uniform": jax.nn.initializers.glorot_uniform(),
}
MOMENTUM, EPSILON = 0.99, 0.001
ALPHA = -1.7580993408473766
"""What SELU tends to far to the left, which alpha dropout puts in the place of a unit."""


def train(network: Network, data: Any, epochs: int, contender: str) -> list[float]:
    """Train under XLA; seconds of each epoch."""
    del contender
    x, y = (jnp.asarray(array) for array in data)
    x = x.reshape(len(x), PIXELS)
    optimizer = _optimizer(network.optimizer)
    weights, statistics = _start(network)
    carry = (weights, statistics, optimizer.init(weights), jax.random.key(1))

    def loss_of(weights: Any, statistics: Any, key: Any, x: Any, y: Any) -> Any:
        logits, statistics = _apply(network, weights, statistics, key, x)
        losses = optax.softmax_cross_entropy_with_integer_labels(logits, y)
        return losses.mean(), (statistics, losses.sum(), (logits.argmax(1) == y).sum())

    def step(carry: Any, batch: Any) -> Any:
        weights, statistics, state, key = carry
        key, drawn = jax.random.split(key)
        (_, found), gradients = jax.value_and_grad(loss_of, has_aux=True)(
            weights, statistics, drawn, *batch
        )
        statistics, *sums = found
        updates, state = optimizer.update(gradients, state, weights)
        return (optax.apply_updates(weights, updates), statistics, state, key), sums

    @jax.jit
    def epoch(carry: Any, x: Any, y: Any, rows: Any) -> Any:
        full = len(rows) // BATCH_SIZE * BATCH_SIZE
        batches = rows[:full].reshape(-1, BATCH_SIZE)
        carry, sums = lax.scan(lambda carry, at: step(carry, (x[at], y[at])), carry, batches)
        if full < len(rows):
            carry, _ = step(carry, (x[rows[full:]], y[rows[full:]]))
        return carry, [each.sum() for each in sums]

    generator, seconds = np.random.default_rng(0), []
    for _ in range(epochs):
        begun = time.perf_counter()
        carry, (loss, _) = epoch(carry, x, y, generator.permutation(len(x)))
        if not np.isfinite(loss):  # waits for the epoch's end, too
            raise SystemExit("the loss isn't finite")
        seconds.append(time.perf_counter() - begun)
    return seconds


def _start(network: Network) -> tuple[list[Any], list[Any]]:
    """Weights and moving statistics of every layer."""
    width, key = PIXELS, jax.random.key(0)
    weights: list[Any] = []
    statistics: list[Any] = []
    for layer in network.layers:
        weight: Any = ()
        moving: Any = ()
        match layer:
            case networks.Dense(units, initializer):
                key, drawn = jax.random.split(key)
                weight = (INITIALIZERS[initializer](drawn, (width, units)), jnp.zeros(units))
                width = units
            case networks.BatchNorm():
                weight = moving = (jnp.ones(width), jnp.zeros(width))
            case networks.PReLU():
                weight = jnp.zeros(width)
        weights.append(weight)
        statistics.append(moving)
    return weights, statistics


def _apply(network: Network, weights: Any, statistics: Any, key: Any, x: Any) -> Any:
    """Logits of a batch in training, and the moving statistics after it."""
    after = []
    for layer, weight, moving in zip(network.layers, weights, statistics, strict=True):
        statistic = moving
        match layer:
            case networks.Dense():
                x = x @ weight[0] + weight[1]
            case networks.BatchNorm():
                mean, variance = x.mean(0), x.var(0)
                statistic = tuple(
                    MOMENTUM * old + (1 - MOMENTUM) * new
                    for old, new in zip(moving, (variance, mean), strict=True)
                )
                x = (x - mean) * lax.rsqrt(variance + EPSILON) * weight[0] + weight[1]
            case networks.PReLU():
                x = jnp.maximum(x, 0) + weight * jnp.minimum(x, 0)
            case networks.Activation(name):
                x = ACTIVATIONS[name](x)
            case networks.Dropout(rate, alpha):
                key, drawn = jax.random.split(key)
                kept = jax.random.bernoulli(drawn, 1 - rate, x.shape)
                x = _alpha_dropped(x, kept, rate) if alpha else jnp.where(kept, x / (1 - rate), 0)
        after.append(statistic)
    return x, after


def _alpha_dropped(x: Any, kept: Any, rate: float) -> Any:
    scale = ((1 - rate) * (1 + rate * ALPHA**2)) ** -0.5
    return scale * (jnp.where(kept, x, ALPHA) - ALPHA * rate)


def _optimizer(name: str) -> optax.GradientTransformation:
    match name:
        case "nadam":
            return optax.nadam(0.001)
        case "nesterov":
            return optax.sgd(0.01, momentum=0.9, nesterov=True)
        case _:
            return optax.sgd(0.01)
