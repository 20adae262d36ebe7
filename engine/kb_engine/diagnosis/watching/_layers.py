"""What layers do in a model under way, from what anybody saw of it."""

from collections.abc import Iterator
from typing import Any

import keras
import numpy as np
from kb_observe.layers import running_statistics
from kb_observe.measures import (
    dead_share,
    drift_of_mean,
    drift_of_variance,
    measurable,
    saturated_share,
)
from kb_observe.passes import Sight

from kb_engine.diagnosis.probing._judgement import DEAD, Evidence, Judgement, cause
from kb_engine.diagnosis.probing._passes import KERNELS, Pass, growth, variation
from kb_engine.diagnosis.probing._report import LayerReport

FAR, WIDE = 1.0, np.log(4.0)
"""Deviations that a running mean is from the batch's, and the logarithm of the variances' ratio."""


def layers_of(sight: Sight) -> tuple[LayerReport, ...]:
    """Each layer's figures, in order."""
    found = []
    for tag, output in sight.outputs.items():
        path, _, role = tag.rpartition("/")
        if not role.startswith("output") or not measurable(output):
            continue
        values = np.asarray(output, dtype=np.float64)
        slope = sight.slopes.get(path)
        found.append(
            LayerReport(
                path,
                float(values.mean()),
                float(values.std()),
                variation(values),
                None if slope is None else dead_share(np.asarray(slope)),
                None if slope is None else saturated_share(np.asarray(slope)),
                _norm(sight, path),
            )
        )
    return tuple(found)


def cause_in(layers: tuple[LayerReport, ...], baseline: float | None) -> Judgement:
    """Which layer keeps a model from learning, judged as a probe's verdict is."""
    seen = [Pass(layers, 0.0)]
    evidence = Evidence(seen, [], baseline, None, growth(seen, "std"), growth(seen, "gradient"))
    return cause(evidence, layers)


def died(first: dict[str, float], sight: Sight) -> Iterator[tuple[str, str]]:
    """Layers almost all of whose units died since they were first seen, and how many.

    Args:
        first: The share of dead units when a layer was first seen, by its path; is added to.
        sight: What they do now.
    """
    for path, slope in sight.slopes.items():
        dead = dead_share(np.asarray(slope))
        if dead >= DEAD and first.setdefault(path, dead) < DEAD / 2:
            yield path, f"{dead:.0%} of its units have no slope for any sample by now."


def stale(model: keras.Model, sight: Sight) -> Iterator[tuple[str, str]]:
    """Layers whose running statistics are far from the batch's, and how far."""
    running = running_statistics(model)
    for path, (mean, variance) in sight.statistics.items():
        layer: Any = running[path].layer
        far = drift_of_mean(layer.moving_mean, mean, variance)
        wide = drift_of_variance(layer.moving_variance, variance)
        if far > FAR or wide > WIDE:
            yield (
                path,
                (
                    f"its running means are {far:.2g} deviations from a batch's, its variances"
                    f" off by a factor of {np.exp(wide):.2g}; prediction uses these."
                ),
            )


def _norm(sight: Sight, path: str) -> float | None:
    for name in KERNELS:
        gradient = sight.gradients.get(f"{path}/{name}")
        if gradient is not None and measurable(gradient):
            return float(np.linalg.norm(np.asarray(gradient, dtype=np.float64)))
    return None
