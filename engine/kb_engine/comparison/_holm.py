"""Many comparisons at once."""

from collections.abc import Sequence

import numpy as np


def holm(values: Sequence[float]) -> list[float]:
    """Correct p values, so that among all of them chance seldom makes even one small.

    Holm 1979, A simple sequentially rejective multiple test procedure, doi:10.2307/4615733.
    NaN stays NaN and doesn't count.
    """
    given = np.asarray(values, np.float64)
    order = [place for place in np.argsort(given) if not np.isnan(given[place])]
    corrected, largest = given.copy(), 0.0
    for passed, place in enumerate(order):
        largest = max(largest, min(1.0, given[place] * (len(order) - passed)))
        corrected[place] = largest
    return [float(each) for each in corrected]
