"""Which units of an activation are at rest, told from its slopes."""

from typing import Any

import numpy as np

FLAT = 0.01
"""A slope below which hardly anything is learned through an activation."""


def dead_share(slope: Any) -> float:
    """Return the share of units whose slope is zero for every sample.

    Args:
        slope: `(samples, ..., units)`, how much each output moves with its own input.
    """
    steepest = np.max(slope, axis=tuple(range(np.ndim(slope) - 1)), initial=0)
    return float(np.mean(steepest == 0))


def saturated_share(slope: Any) -> float:
    """Return the share of outputs whose slope is below `FLAT`.

    Args:
        slope: Of any shape, how much each output moves with its own input.
    """
    return float(np.mean(np.less(slope, FLAT)))
