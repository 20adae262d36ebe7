"""Whether a network learns."""

from typing import Any

import numpy as np

from benchmarks.diagnosing.networks import Made

STEPS, STEPS_ON_PICTURES = 400, 120
BATCH_OF_PICTURES = 32


def learns_with(made: Made, fix: Any) -> bool:
    """Whether a network learns with a change: a third of the way from chance to perfect."""
    from kb_engine.diagnosis.probing import mended

    x, y = made.x.different, made.y.different
    changed = mended(made.model, x, y, fix)
    picture = len(changed.x.shape) > 2
    batch = min(
        changed.batch_size or made.batch_size or 32, BATCH_OF_PICTURES if picture else 64, len(x)
    )
    epochs = max(1, -(-(STEPS_ON_PICTURES if picture else STEPS) * batch // len(x)))
    changed.model.fit(changed.x, changed.y, epochs=epochs, batch_size=batch, verbose=0)
    return bool(skill(changed.model, changed.x, changed.y) > 1 / 3)


def skill(model: Any, x: Any, y: Any) -> float:
    """0 for chance and 1 for perfect: of accuracy, or the explained share of variance."""
    predicted, y = model.predict(x, verbose=0), np.asarray(y)
    if not np.isfinite(predicted).all():
        return 0.0
    whole = bool(np.array_equal(y, np.rint(y))) and y.max() < 100
    if y.ndim == 2 and y.shape[1] > 1 and np.allclose(y.sum(1), 1) and whole:
        y = y.argmax(1)
    if whole and predicted.shape[-1] > 1 and y.ndim == 1:
        chance = np.bincount(y.astype(int)).max() / len(y)
        right = float(np.mean(predicted.argmax(-1) == y))
    elif whole and y.max() <= 1:
        truth = y.reshape(predicted.shape)
        chance = max(truth.mean(), 1 - truth.mean())
        right = float(np.mean((predicted > 0.5) == truth))
    else:
        truth = y.reshape(predicted.shape)
        return float(1 - np.mean((truth - predicted) ** 2) / np.var(truth))
    return float((right - chance) / max(1e-9, 1 - chance))
