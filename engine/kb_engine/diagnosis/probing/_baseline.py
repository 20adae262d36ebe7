"""The loss of a network that says the same whatever goes in."""

from typing import Any

import keras
import numpy as np


def constant_loss(model: keras.Model, y: Any, outputs: int | None) -> float | None:
    """The lowest loss that a constant prediction has, or None if that isn't known.

    Args:
        model: A compiled model with one output.
        y: Targets.
        outputs: Width of the output.
    """
    parts = keras.tree.flatten(y)
    if len(parts) != 1 or not outputs:
        return None
    values = np.asarray(parts[0], dtype=np.float64)
    found = [_loss(model, parts[0], constant) for constant in _constants(values, outputs)]
    known = [loss for loss in found if loss is not None and np.isfinite(loss)]
    return min(known) if known else None


def _constants(values: "np.ndarray[Any, Any]", outputs: int) -> "list[np.ndarray[Any, Any]]":
    flat = values.reshape(len(values), -1)
    if flat.shape[1] == outputs:
        shares = flat.mean(axis=0)
        middles = [shares, np.median(flat, axis=0)]
    elif flat.shape[1] == 1 and flat.min() >= 0 and flat.max() < outputs:
        counts = np.bincount(flat[:, 0].astype(np.int64), minlength=outputs)
        shares = counts / counts.sum()
        middles = [shares]
    else:
        return []
    if shares.min() < 0 or shares.max() > 1:
        return middles
    inside = np.clip(shares, 1e-7, 1 - 1e-7)
    logits = [np.log(inside), np.log(inside / (1 - inside))]
    return [*middles, *logits]


def _loss(model: keras.Model, y: Any, constant: "np.ndarray[Any, Any]") -> float | None:
    import tensorflow as tf

    predicted = tf.tile(tf.constant(constant[None], dtype=keras.config.floatx()), [len(y), 1])
    try:
        loss = model.compute_loss(y=y, y_pred=predicted)
        penalty = sum(tf.cast(part, loss.dtype) for part in model.losses)
    except (ValueError, TypeError, tf.errors.InvalidArgumentError):
        return None
    return float(loss - penalty)
