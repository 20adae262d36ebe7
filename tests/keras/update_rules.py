"""Optimizers' update rules in NumPy, written from their papers and the components' formulas.

Each function takes a rule's parameters and the first weights, and returns a step: from
weights, their gradient and the number of the step, counted from 1, to the next weights.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[np.float64]]
Step = Callable[[Array, Array, int], Array]


def sgd(
    w: Array, learning_rate: float = 0.01, momentum: float = 0.0, *, nesterov: bool = False
) -> Step:
    velocity = np.zeros_like(w)

    def step(w: Array, g: Array, _: int) -> Array:
        nonlocal velocity
        velocity = momentum * velocity - learning_rate * g
        return w + (momentum * velocity - learning_rate * g if nesterov else velocity)

    return step


def adagrad(
    w: Array, learning_rate: float = 0.001, initial: float = 0.1, epsilon: float = 1e-7
) -> Step:
    total = np.full_like(w, initial)

    def step(w: Array, g: Array, _: int) -> Array:
        nonlocal total
        total = total + g**2
        return w - learning_rate * g / np.sqrt(total + epsilon)

    return step


def adadelta(
    w: Array, learning_rate: float = 0.001, rho: float = 0.95, epsilon: float = 1e-7
) -> Step:
    gradients, updates = np.zeros_like(w), np.zeros_like(w)

    def step(w: Array, g: Array, _: int) -> Array:
        nonlocal gradients, updates
        gradients = rho * gradients + (1 - rho) * g**2
        update = -np.sqrt(updates + epsilon) / np.sqrt(gradients + epsilon) * g
        updates = rho * updates + (1 - rho) * update**2
        return w + learning_rate * update

    return step


def rmsprop(
    w: Array,
    learning_rate: float = 0.001,
    rho: float = 0.9,
    momentum: float = 0.0,
    epsilon: float = 1e-7,
    *,
    centered: bool = False,
) -> Step:
    squares, mean, velocity = np.zeros_like(w), np.zeros_like(w), np.zeros_like(w)

    def step(w: Array, g: Array, _: int) -> Array:
        nonlocal squares, mean, velocity
        squares = rho * squares + (1 - rho) * g**2
        mean = rho * mean + (1 - rho) * g
        variance = squares - mean**2 if centered else squares
        velocity = momentum * velocity + learning_rate * g / np.sqrt(variance + epsilon)
        return w - velocity

    return step


def adam(
    w: Array,
    learning_rate: float = 0.001,
    beta_1: float = 0.9,
    beta_2: float = 0.999,
    epsilon: float = 1e-7,
    *,
    amsgrad: bool = False,
    weight_decay: float = 0.0,
) -> Step:
    m, v, largest = np.zeros_like(w), np.zeros_like(w), np.zeros_like(w)

    def step(w: Array, g: Array, t: int) -> Array:
        nonlocal m, v, largest
        m = beta_1 * m + (1 - beta_1) * g
        v = beta_2 * v + (1 - beta_2) * g**2
        largest = np.maximum(largest, v)
        rate = learning_rate * np.sqrt(1 - beta_2**t) / (1 - beta_1**t)
        decayed = w - learning_rate * weight_decay * w
        return np.asarray(decayed - rate * m / (np.sqrt(largest if amsgrad else v) + epsilon))

    return step


def adamax(
    w: Array,
    learning_rate: float = 0.001,
    beta_1: float = 0.9,
    beta_2: float = 0.999,
    epsilon: float = 1e-7,
) -> Step:
    m, u = np.zeros_like(w), np.zeros_like(w)

    def step(w: Array, g: Array, t: int) -> Array:
        nonlocal m, u
        m = beta_1 * m + (1 - beta_1) * g
        u = np.maximum(beta_2 * u, np.abs(g))
        return np.asarray(w - learning_rate / (1 - beta_1**t) * m / (u + epsilon))

    return step


def nadam(
    w: Array,
    learning_rate: float = 0.001,
    beta_1: float = 0.9,
    beta_2: float = 0.999,
    epsilon: float = 1e-7,
) -> Step:
    m, v = np.zeros_like(w), np.zeros_like(w)

    def mu(t: int) -> float:
        return beta_1 * (1 - 0.5 * float(0.96**t))

    def step(w: Array, g: Array, t: int) -> Array:
        nonlocal m, v
        m = beta_1 * m + (1 - beta_1) * g
        v = beta_2 * v + (1 - beta_2) * g**2
        product = np.prod([mu(i) for i in range(1, t + 1)])
        ahead = mu(t + 1) * m / (1 - product * mu(t + 1)) + (1 - mu(t)) * g / (1 - product)
        return np.asarray(w - learning_rate * ahead / (np.sqrt(v / (1 - beta_2**t)) + epsilon))

    return step


def lamb(
    w: Array,
    learning_rate: float = 0.001,
    beta_1: float = 0.9,
    beta_2: float = 0.999,
    epsilon: float = 1e-7,
) -> Step:
    m, v = np.zeros_like(w), np.zeros_like(w)

    def step(w: Array, g: Array, t: int) -> Array:
        nonlocal m, v
        m = beta_1 * m + (1 - beta_1) * g
        v = beta_2 * v + (1 - beta_2) * g**2
        u = m / (1 - beta_1**t) / (np.sqrt(v / (1 - beta_2**t)) + epsilon)
        size, length = np.linalg.norm(w), np.linalg.norm(u)
        ratio = size / length if size > 0 and length > 0 else 1.0
        return np.asarray(w - learning_rate * ratio * u)

    return step


def lion(w: Array, learning_rate: float = 0.001, beta_1: float = 0.9, beta_2: float = 0.99) -> Step:
    m = np.zeros_like(w)

    def step(w: Array, g: Array, _: int) -> Array:
        nonlocal m
        moved = w - learning_rate * np.sign(beta_1 * m + (1 - beta_1) * g)
        m = beta_2 * m + (1 - beta_2) * g
        return np.asarray(moved)

    return step


def schedule_free_adamw(
    w: Array,
    learning_rate: float = 0.0025,
    beta_1: float = 0.9,
    beta_2: float = 0.999,
    *,
    epsilon: float = 1e-8,
    warmup_steps: int = 0,
    recovers_late: bool = False,
) -> Step:
    """The rule; `recovers_late` is what Keras makes of it with TensorFlow.

    Keras keeps y and z, and recovers x from both. With TensorFlow it reads z after the step.
    """
    z, x, v = w.copy(), w.copy(), np.zeros_like(w)

    def step(y: Array, g: Array, t: int) -> Array:
        nonlocal z, x, v
        v = beta_2 * v + (1 - beta_2) * g**2
        rate = learning_rate * min(1.0, t / warmup_steps if warmup_steps else 1.0)
        z = z - rate * g / (np.sqrt(v / (1 - beta_2**t)) + epsilon)
        if recovers_late:
            x = (y - (1 - beta_1) * z) / beta_1
        x = x + (z - x) / t
        return np.asarray((1 - beta_1) * z + beta_1 * x)

    return step


def ftrl(
    w: Array,
    learning_rate: float = 0.001,
    power: float = -0.5,
    initial: float = 0.1,
    *,
    l1: float = 0.0,
    l2: float = 0.0,
    shrinkage: float = 0.0,
    beta: float = 0.0,
) -> Step:
    n, z = np.full_like(w, initial), np.zeros_like(w)

    def step(w: Array, g: Array, _: int) -> Array:
        nonlocal n, z
        grown = n + g**2
        sigma = (grown**-power - n**-power) / learning_rate
        z = z + g + 2 * shrinkage * w - sigma * w
        n = grown
        scale = (n**-power + beta) / learning_rate + 2 * l2
        return np.asarray(np.where(np.abs(z) > l1, (np.sign(z) * l1 - z) / scale, 0.0))

    return step


def adafactor(
    w: Array,
    learning_rate: float = 0.001,
    beta_2_decay: float = -0.8,
    epsilon_2: float = 0.001,
    clip_threshold: float = 1.0,
) -> Step:
    rows, columns, v = np.zeros(w.shape[:1]), np.zeros(w.shape[-1:]), np.zeros_like(w)

    def rms(x: Array) -> float:
        return float(np.sqrt(np.mean(x**2)))

    def step(w: Array, g: Array, t: int) -> Array:
        nonlocal rows, columns, v
        share = 1 - float(t) ** beta_2_decay
        if w.ndim == 2:
            rows = share * rows + (1 - share) * np.mean(g**2, axis=1)
            columns = share * columns + (1 - share) * np.mean(g**2, axis=0)
            v = np.outer(rows, columns) / rows.mean()
        else:
            v = share * v + (1 - share) * g**2
        u = g / np.sqrt(v)
        u = u / max(1.0, rms(u) / clip_threshold)
        return np.asarray(w - max(epsilon_2, rms(w)) * min(learning_rate, 1 / np.sqrt(t)) * u)

    return step


def muon(
    w: Array,
    learning_rate: float = 0.001,
    weight_decay: float = 0.004,
    momentum: float = 0.95,
    rms_rate: float | None = 0.2,
    *,
    nesterov: bool = True,
) -> Step:
    if w.ndim != 2:
        return adam(w, learning_rate, weight_decay=0.004)
    m = np.zeros_like(w)

    def orthogonal(x: Array) -> Array:
        x = x / np.linalg.norm(x)
        for _ in range(5):
            square = x @ x.T
            x = 3.4445 * x + (-4.775 * square + 2.0315 * square @ square) @ x
        return x

    def step(w: Array, g: Array, _: int) -> Array:
        nonlocal m
        m = momentum * m + g
        u = g + momentum * m if nesterov else m
        u = orthogonal(u) if w.shape[0] <= w.shape[1] else orthogonal(u.T).T
        size = 1.0 if rms_rate is None else rms_rate * np.sqrt(max(w.shape))
        return np.asarray(w - learning_rate * weight_decay * w - learning_rate * size * u)

    return step
