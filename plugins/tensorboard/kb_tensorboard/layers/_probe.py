"""What the probe showed of a model, as histograms and curves."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

import keras
import numpy as np
from kb_observe.layers import running_statistics
from kb_observe.measures import (
    dead_share,
    drift_of_mean,
    drift_of_variance,
    saturated_share,
    summarize,
)
from kb_observe.passes import Probe, Sight

from kb_tensorboard.layers._weights import describe, spread
from kb_tensorboard.writing import _events as events


class ProbeReader:
    """Looks at one model through one batch.

    Args:
        model: A built model.
        x: Inputs, in the structure the model takes; the first 64 samples are used.
        y: Targets, in the structure the loss takes. Without them, or if the model isn't
            compiled, there are activations but no gradients.
    """

    def __init__(self, model: keras.Model, x: Any, y: Any) -> None:
        self._probe = Probe(model, x, y)
        self._running = running_statistics(model)

    def read(self) -> Sight:
        """Looks at the model as it is now."""
        return self._probe.read()

    def values(self, sight: Sight, weights: Mapping[str, Any]) -> Iterator[events.Value]:
        """Histograms and curves of what was seen, beside the weights at that time."""
        gradients = {f"{tag}/gradient": gradient for tag, gradient in sight.gradients.items()}
        batches = dict(_by_tag(sight.statistics))
        squares = 0.0
        for tag, summary in summarize(sight.outputs | gradients | batches).items():
            yield from describe(tag, summary)
            if tag in gradients:
                squares += summary.norm**2
                yield events.scalar(f"{tag}/norm", summary.norm)
            elif tag in batches:
                yield from spread(tag, summary)
            else:
                yield events.scalar(f"{tag}/std", summary.std)
        for tag, number in self._numbers(sight, weights):
            yield events.scalar(tag, number)
        if squares:
            yield events.scalar("training/gradient_norm", math.sqrt(squares))

    def _numbers(self, sight: Sight, weights: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
        for path, slope in sight.slopes.items():
            steepness = np.asarray(slope)
            yield f"{path}/dead", dead_share(steepness)
            yield f"{path}/saturated", saturated_share(steepness)
        for path, (mean, variance) in sight.statistics.items():
            _, mean_tag, variance_tag = self._running[path]
            yield f"{mean_tag}/drift", drift_of_mean(weights[mean_tag], mean, variance)
            drift = drift_of_variance(weights[variance_tag], variance)
            yield f"{variance_tag}/drift", drift
        for tag, loss in sight.losses.items():
            yield tag, float(loss)


def _by_tag(statistics: Mapping[str, tuple[Any, Any]]) -> Iterator[tuple[str, Any]]:
    for path, (mean, variance) in statistics.items():
        yield f"{path}/batch_mean", mean
        yield f"{path}/batch_variance", variance
