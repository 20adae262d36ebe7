"""Figures of a training, one by one."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np


def figures(logs: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    """Yield what Keras logs as single numbers under their names.

    A metric of several numbers, such as one for each class, gives each: `f1_score/0`.
    """
    for name, value in logs.items():
        for place, number in np.ndenumerate(np.asarray(value)):
            yield "/".join([name, *map(str, place)]), float(number)
