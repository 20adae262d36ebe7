"""Classes found in what is to be predicted: one rule for every file format."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

MOST_NUMBERED_CLASSES = 20
"""Whole numbers of more kinds are a quantity."""

LARGEST_EXACT = 2.0**53
"""Whole numbers up to here differ from each other in double precision."""


def is_quantity(numbers: NDArray[Any]) -> bool:
    """Whether finite numbers are measured rather than the numbers of classes."""
    kinds = np.unique(numbers)
    return len(kinds) > MOST_NUMBERED_CLASSES or bool(np.any(kinds % 1 != 0))


def classes_of(values: NDArray[Any]) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Return the classes of some values in order, and each value's label.

    Args:
        values: Numbers or words, of shape `(samples,)`.
    """
    kinds, labels = np.unique(values, return_inverse=True)
    return tuple(map(class_name, kinds.tolist())), labels.reshape(-1).astype(np.int64)


def class_name(kind: object) -> str:
    """Call a class what its value is called: `7` for 7.0, and never `1e+06`."""
    if isinstance(kind, float) and kind.is_integer():
        return str(int(kind))
    return str(int(kind)) if isinstance(kind, bool) else str(kind)
