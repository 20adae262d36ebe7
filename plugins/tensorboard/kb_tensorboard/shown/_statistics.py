"""How far running statistics are from those of a batch."""

from typing import Any, NamedTuple

import numpy as np

from kb_tensorboard.writing import _tags as tags

_SAFE = 1e-3


class Running(NamedTuple):
    """A layer with running statistics, and the tags of their variables."""

    layer: Any
    mean: str
    variance: str


def running(model: Any) -> dict[str, Running]:
    """Every layer with a `moving_mean`, a `moving_variance` and a `momentum`, by its path."""
    of_weight = {id(weight): tag for tag, weight in tags.named_weights(model)}
    found = {}
    for path, layer in tags.named_layers(model):
        mean, variance = (
            of_weight.get(id(getattr(layer, name, None)))
            for name in ("moving_mean", "moving_variance")
        )
        if mean and variance and getattr(layer, "momentum", None) is not None:
            found[path] = Running(layer, mean, variance)
    return found


def drift_of_mean(running: Any, mean: Any, variance: Any) -> float:
    """The average distance of running means from the batch's, in its standard deviations."""
    running, mean, variance = (np.asarray(part, np.float64) for part in (running, mean, variance))
    return float(np.mean(np.abs(running - mean) / np.sqrt(variance + _SAFE)))


def drift_of_variance(running: Any, variance: Any) -> float:
    """The average ratio of running variances to the batch's, as its logarithm's absolute value."""
    running, variance = (np.asarray(part, np.float64) for part in (running, variance))
    return float(np.mean(np.abs(np.log((running + _SAFE) / (variance + _SAFE)))))
