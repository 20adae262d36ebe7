"""How far running statistics are from those of a batch."""

from typing import Any

import numpy as np

_SAFE = 1e-3


def drift_of_mean(running: Any, mean: Any, variance: Any) -> float:
    """Return the average distance of running means from the batch's, in its standard deviations."""
    running, mean, variance = (np.asarray(part, np.float64) for part in (running, mean, variance))
    return float(np.mean(np.abs(running - mean) / np.sqrt(variance + _SAFE)))


def drift_of_variance(running: Any, variance: Any) -> float:
    """Return the mean absolute logarithm of the ratio of running variances to the batch's."""
    running, variance = (np.asarray(part, np.float64) for part in (running, variance))
    return float(np.mean(np.abs(np.log((running + _SAFE) / (variance + _SAFE)))))
