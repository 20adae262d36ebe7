"""Figures with the range in which they would lie on other samples of the same kind."""

from typing import Any

import numpy as np
import numpy.typing as npt
from attrs import frozen

CONFIDENCE = 0.95
RESAMPLES = 999


@frozen
class Estimate:
    """A figure and its interval at 95 %, which counts the chance of the samples alone.

    Attributes:
        value: The figure on the samples.
        low: Lower end of the interval; NaN where there are too few samples for one.
        high: Upper end.
    """

    value: float
    low: float
    high: float


def proportion(hits: int, of: int) -> Estimate:
    """A share of samples, with Wilson's interval (1927, doi:10.1080/01621459.1927.10502953)."""
    from scipy.stats import binomtest

    if of == 0:
        return Estimate(np.nan, np.nan, np.nan)
    interval = binomtest(hits, of).proportion_ci(CONFIDENCE, method="wilson")
    return Estimate(hits / of, float(interval.low), float(interval.high))


def mean(values: npt.NDArray[np.float64]) -> Estimate:
    """A mean over samples, with Student's interval; `values` has the shape `(samples,)`."""
    from scipy.stats import sem, t

    centre = float(np.mean(values))
    if len(values) < 2:  # noqa: PLR2004 - one value has no spread
        return Estimate(centre, np.nan, np.nan)
    reach = float(sem(values) * t.ppf((1 + CONFIDENCE) / 2, len(values) - 1))
    return Estimate(centre, centre - reach, centre + reach)


def resampled(figure: Any, *columns: npt.NDArray[np.float64]) -> Estimate:
    """Any figure of samples, with an interval from the percentiles of a bootstrap.

    Efron and Tibshirani 1993, An Introduction to the Bootstrap, chapter 13. The samples are
    drawn by a fixed seed, so that the same predictions give the same interval.

    Args:
        figure: Takes the columns and `axis`, and returns a number for each set of samples.
        *columns: `(samples,)` each, drawn together.
    """
    from scipy.stats import bootstrap

    value = float(figure(*columns, axis=-1))
    if len(columns[0]) < 2 or not np.isfinite(value):  # noqa: PLR2004 - one value has no spread
        return Estimate(value, np.nan, np.nan)
    drawn = bootstrap(
        columns,
        figure,
        n_resamples=RESAMPLES,
        batch=max(1, 2**22 // len(columns[0])),
        confidence_level=CONFIDENCE,
        paired=True,
        vectorized=True,
        method="percentile",
        rng=np.random.default_rng(0),
    ).confidence_interval
    return Estimate(value, float(drawn.low), float(drawn.high))
