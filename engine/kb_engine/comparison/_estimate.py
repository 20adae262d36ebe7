"""A mean over seeds and test samples, and how far chance may have moved it."""

from typing import Any

import numpy as np
import numpy.typing as npt
from attrs import frozen

LEVEL = 0.05
"""What intervals and tests leave to chance."""

_ROUNDING = 1e-9

_SMALLEST = 1e-12
"""The smallest p value that is told from 0 if there are two sources of chance."""

Values = npt.NDArray[np.float64]


@frozen
class Estimate:
    """A mean with its interval at 95 %.

    Attributes:
        mean: Over rows.
        low: Lower end of the interval; NaN if nothing says how wide it is.
        high: Upper end.
        p: How often chance alone would move a mean of 0 so far.
        seeds: Variance of the mean that more rows would make smaller; NaN if there is one row.
        samples: Variance of the mean that only more test samples would make smaller.
        rows: How many there are: one for each seed, as a rule.
    """

    mean: float
    low: float
    high: float
    p: float
    seeds: float
    samples: float
    rows: int


def estimate(
    rows: Values, by_sample: npt.NDArray[Any] | None = None, step: float = 0.0
) -> Estimate:
    """Estimate the mean that other seeds and other samples of the same kind would give.

    Seeds and samples are two crossed random factors, as readers and cases are in radiology
    (Obuchowski & Rockette 1995, doi:10.1080/03610919508813243). The variance of the mean is that
    of the rows over their number, and what the samples add to it. There are few seeds and many
    samples, so the first part asks for Student's quantile and the second for the normal one;
    they are weighed by the variances (Cochran 1964, Biometrics 20:191). Degrees of freedom as
    Hillis has them (2007, doi:10.1002/sim.2532) cover too little with two or three seeds.

    Args:
        rows: `(rows,)`, a figure or a difference for each seed.
        by_sample: `(rows, samples)`, what each row is the mean of; None if the rows have samples
            of their own or none that are known. Then the rows' variance includes the samples'.
        step: In which steps a row moves: 1/samples for an accuracy. Two rows that agree to the
            step aren't taken to be without chance.
    """
    mean, count = float(np.mean(rows)), len(rows)
    if count == 1:
        return _of_one_row(mean, by_sample)
    seeds = float((np.var(rows, ddof=1) + step**2 / 12) / count)
    samples = 0.0 if by_sample is None else _of_samples(by_sample)
    return _with_interval(mean, seeds, samples, count - 1, count)


def difference(first: Values, second: Values, samples: float, step: float = 0.0) -> Estimate:
    """Estimate the difference of two means whose rows aren't paired (Welch 1947).

    Args:
        first: `(rows,)`, at least two.
        second: The same of what is subtracted.
        samples: The variance that test samples add.
        step: As in `estimate`.
    """
    parts = [float((np.var(each, ddof=1) + step**2 / 12) / len(each)) for each in (first, second)]
    seeds = sum(parts)
    below = sum(
        part**2 / (len(each) - 1) for part, each in zip(parts, (first, second), strict=True)
    )
    freedom = seeds**2 / below if below else min(len(first), len(second)) - 1
    mean, count = float(np.mean(first) - np.mean(second)), min(len(first), len(second))
    return _with_interval(mean, seeds, samples, freedom, count)


def samples_variance(first: npt.NDArray[Any], second: npt.NDArray[Any]) -> float:
    """What test samples add to the variance of a difference of unpaired rows, `(rows, samples)`."""
    between = first.mean(axis=0, dtype=np.float64) - second.mean(axis=0, dtype=np.float64)
    noise = sum(_noise(each) / len(each) for each in (first, second))
    return float(max(np.var(between, ddof=1) - noise, 0.0) / first.shape[1])


def _of_samples(by_sample: npt.NDArray[Any]) -> float:
    between = np.var(by_sample.mean(axis=0, dtype=np.float64), ddof=1)
    return float(max(between - _noise(by_sample) / len(by_sample), 0.0) / by_sample.shape[1])


def _noise(by_sample: npt.NDArray[Any]) -> float:
    """The variance that belongs to neither a row nor a sample."""
    count, samples = by_sample.shape
    centred = by_sample - by_sample.mean(axis=1, keepdims=True, dtype=np.float64)
    total = np.einsum("ij,ij->", centred, centred)
    return float((total - count * np.sum(centred.mean(axis=0) ** 2)) / (count - 1) / (samples - 1))


def _of_one_row(mean: float, by_sample: npt.NDArray[Any] | None) -> Estimate:
    """What one seed says: the samples' chance alone."""
    if by_sample is None or by_sample.shape[1] < 2:  # noqa: PLR2004 - one value has no spread
        return Estimate(mean, np.nan, np.nan, np.nan, np.nan, np.nan, 1)
    samples = float(np.var(by_sample[0], ddof=1, dtype=np.float64) / by_sample.shape[1])
    alone = _with_interval(mean, 0.0, samples, by_sample.shape[1] - 1, 1)
    p = mcnemar(by_sample[0])
    return Estimate(mean, alone.low, alone.high, alone.p if p is None else p, np.nan, samples, 1)


def mcnemar(differences: npt.NDArray[Any]) -> float | None:
    """The exact test of McNemar (1947, doi:10.1007/BF02295996); None unless all are -1, 0 or 1."""
    from scipy.stats import binomtest

    gained, lost = int(np.sum(differences == 1)), int(np.sum(differences == -1))
    if gained + lost + int(np.sum(differences == 0)) != len(differences):
        return None
    return float(binomtest(gained, gained + lost).pvalue) if gained + lost else 1.0


def _with_interval(
    mean: float, seeds: float, samples: float, freedom: float, rows: int
) -> Estimate:
    variance = seeds + samples
    if np.sqrt(variance) <= _ROUNDING * abs(mean) or not variance:  # no two rows differ
        p = 1.0 if mean == 0 else 2.0 ** (1 - rows)  # as a sign test has it
        return Estimate(mean, mean, mean, p, seeds, samples, rows)
    error = float(np.sqrt(variance))
    reach = _quantile(LEVEL, seeds, samples, freedom) * error
    p = _p_value(abs(mean) / error, seeds, samples, freedom)
    return Estimate(mean, mean - reach, mean + reach, p, seeds, samples, rows)


def _quantile(tails: float, seeds: float, samples: float, freedom: float) -> float:
    """How many standard errors leave so much in both tails."""
    from scipy.special import ndtri, stdtrit

    student, normal = stdtrit(freedom, 1 - tails / 2), ndtri(1 - tails / 2)
    return float((seeds * student + samples * normal) / (seeds + samples))


def _p_value(errors: float, seeds: float, samples: float, freedom: float) -> float:
    """What so many standard errors leave in both tails."""
    from scipy.special import stdtr

    if not samples:
        return float(2 * stdtr(freedom, -errors))
    if errors >= _quantile(_SMALLEST, seeds, samples, freedom):
        return _SMALLEST
    from scipy.optimize import brentq

    return float(brentq(lambda p: _quantile(p, seeds, samples, freedom) - errors, _SMALLEST, 1.0))
