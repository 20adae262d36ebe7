"""The floor: the matrix products of training alone, in NumPy."""

import time
from typing import Any

import numpy as np

from benchmarks.training.networks import BATCH_SIZE, PIXELS, BatchNorm, Dense, Network


def train(network: Network, data: Any, epochs: int, contender: str) -> list[float]:
    """Multiply what an epoch's forward and backward passes multiply; seconds of each epoch."""
    del contender
    x = data[0].reshape(-1, PIXELS)
    generator = np.random.default_rng(0)
    kernels, width = [], PIXELS
    for layer in network.layers:
        if isinstance(layer, Dense):
            kernels.append(generator.standard_normal((width, layer.units), np.float32))
            width = layer.units
    below = network.layers.index(next(each for each in network.layers if isinstance(each, Dense)))
    learns_below = any(isinstance(layer, BatchNorm) for layer in network.layers[:below])
    seconds = []
    for _ in range(epochs):
        begun = time.perf_counter()
        for first in range(0, len(x), BATCH_SIZE):
            _step(x[first : first + BATCH_SIZE], kernels, input_gradient=learns_below)
        seconds.append(time.perf_counter() - begun)
    return seconds


def _step(x: Any, kernels: list[Any], *, input_gradient: bool) -> None:
    inputs = [np.ones((len(x), len(kernel)), np.float32) for kernel in kernels]
    inputs[0] = x
    for before, kernel in zip(inputs, kernels, strict=True):
        outputs = before @ kernel
    for index, (before, kernel) in reversed(list(enumerate(zip(inputs, kernels, strict=True)))):
        gradient = outputs if index == len(kernels) - 1 else inputs[index + 1]
        _ = before.T @ gradient
        if index or input_gradient:
            _ = gradient @ kernel.T
