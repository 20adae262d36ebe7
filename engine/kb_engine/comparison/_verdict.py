"""What a difference means, in words, and what it would take to be surer."""

import math
from typing import Literal

import numpy as np

from kb_engine.comparison._estimate import LEVEL, Estimate

Verdict = Literal["better", "worse", "same", "not enough runs"]
"""Of one level beside another; "same" is within the margin that was named."""

POWER = 0.8
"""How likely the further seeds are to settle it, if the difference is what it seems."""

MOST_SEEDS = 10_000
"""More than nobody will train."""


def judge(found: Estimate, corrected: float, margin: float, *, lower: bool) -> Verdict:
    """Say what a difference shows.

    Args:
        found: The difference.
        corrected: Its p value among all comparisons.
        margin: Differences up to it don't matter; 0 if none was named.
        lower: Whether the lower figure is the better one.
    """
    if found.rows < 2:  # noqa: PLR2004 - one seed says nothing of others
        return "not enough runs"
    if margin and max(abs(found.low), abs(found.high)) <= margin:
        return "same"
    if corrected < LEVEL:
        return "better" if (found.mean > 0) is not lower else "worse"
    return "not enough runs"


def further_seeds(found: Estimate, comparisons: int, margin: float) -> int | None:
    """How many more seeds would likely settle a difference; None if seeds alone won't.

    It is taken to stay what it seems to be. The test samples' chance stays as well, so a small
    difference may need more of these instead.

    Args:
        found: The difference, of two rows or more.
        comparisons: How many differences are tested; Bonferroni's correction stands for Holm's.
        margin: As in `judge`.
    """
    from scipy.special import stdtrit

    if found.rows < 2 or math.isnan(found.seeds):  # noqa: PLR2004 - no spread is known
        return None
    if found.low == found.high:
        return _of_equal_rows(found, comparisons)
    seeds = np.arange(found.rows + 1, MOST_SEEDS)
    error = np.sqrt(found.seeds * found.rows / seeds + found.samples)
    power = stdtrit(seeds - 1, POWER)
    differs = (stdtrit(seeds - 1, 1 - LEVEL / 2 / max(1, comparisons)) + power) * error
    agrees = (stdtrit(seeds - 1, 1 - LEVEL / 2) + power) * error
    settled = (abs(found.mean) >= differs) | (margin - abs(found.mean) >= agrees)
    return int(seeds[settled.argmax()] - found.rows) if settled.any() else None


def _of_equal_rows(found: Estimate, comparisons: int) -> int | None:
    """How many more rows make a sign test sure, if all of them differ by the same."""
    if not found.mean:
        return None
    return max(1, math.ceil(1 + math.log2(comparisons / LEVEL)) - found.rows)
