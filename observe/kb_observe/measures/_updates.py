"""How much a step changes a weight, measured against the weight itself."""

from typing import Any

import numpy as np

from kb_observe.measures._moments import BLOCK


def update_ratio(before: Any, now: Any) -> float:
    """Return the norm of the change over the norm of the weight; zero for a weight of zeros.

    Args:
        before: The weight before the change.
        now: The weight after it, of the same shape.
    """
    before, now = np.asarray(before).reshape(-1), np.asarray(now).reshape(-1)
    change = total = 0.0
    with np.errstate(all="ignore"):  # overflow gives an infinite ratio, which is what is true
        for start in range(0, now.size, BLOCK):  # only a piece of the difference exists at a time
            piece = now[start : start + BLOCK].astype(np.float64)
            total += float(np.add.reduce(piece * piece))
            piece -= before[start : start + BLOCK].astype(np.float64)
            change += float(np.add.reduce(piece * piece))
        return float(np.sqrt(change / total)) if total else 0.0
