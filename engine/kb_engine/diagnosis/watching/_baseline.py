"""What a constant prediction is worth, from the targets of any training."""

from typing import Any

import keras
import numpy as np

from kb_engine.diagnosis.probing._baseline import constant_loss
from kb_engine.diagnosis.probing._evidence import width

TARGETS = 4_096
"""Targets from which it is computed, spread over all."""


def baseline_of(model: keras.Model, y: Any) -> float | None:
    """The loss of the best constant prediction, without penalties; None if that isn't known.

    Args:
        model: A compiled model.
        y: Targets.
    """
    try:
        return constant_loss(model, keras.tree.map_structure(_spread, y), width(model))
    except Exception:  # noqa: BLE001 - a loss may be anything, and what asks goes on without
        return None


def _spread(values: Any) -> "np.ndarray[Any, Any]":
    rows = np.linspace(0, len(values) - 1, min(TARGETS, len(values))).astype(np.int64)
    return np.asarray(values[rows] if hasattr(values, "shape") else np.asarray(values)[rows])
