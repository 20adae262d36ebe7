"""How good predicted probabilities of classes are, and whether they can be believed."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from attrs import frozen

from kb_engine.prediction._estimate import Estimate, mean, proportion

BINS = 15
"""Equal parts of 0 to 1 by which confidence is compared with accuracy, as in Guo et al. 2017."""

SMALLEST = 1e-12
"""A probability below which a logarithm would count one sample for all others."""

Probabilities = npt.NDArray[Any]
Labels = npt.NDArray[Any]


@frozen
class ClassFigures:
    """How well one class is recognized.

    Attributes:
        name: The class.
        samples: How many there are of it.
        precision: Share of those taken for it that are it.
        recall: Share of it that is taken for it.
        f1: Harmonic mean of both.
    """

    name: str
    samples: int
    precision: Estimate
    recall: Estimate
    f1: float


@frozen
class ConfidenceBin:
    """Predictions of about the same confidence.

    Attributes:
        samples: How many there are.
        confidence: Their mean probability of the class they name; NaN where there are none.
        accuracy: The share that is right; NaN where there are none.
    """

    samples: int
    confidence: float
    accuracy: float


@frozen
class ClassScores:
    """What probabilities of classes are worth.

    Attributes:
        accuracy: Share of samples whose most probable class is the true one.
        log_likelihood: Mean logarithm of the true class' probability, in nats; 0 is perfect.
            Probabilities below 1e-12 count as 1e-12.
        brier: Mean squared distance of the probabilities from the truth (Brier 1950,
            doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2), summed over classes; halved for
            two classes, so that it is `(p - y)^2`. 0 is perfect.
        calibration_error: Mean distance between confidence and accuracy over 15 equal bins,
            weighted by samples (expected calibration error; Guo et al. 2017,
            https://arxiv.org/abs/1706.04599). 0 is perfect.
        bins: Those bins, from 0 to 1.
        classes: Each class by itself.
        confusion: `confusion[i][j]` samples of class i are taken for class j.
    """

    accuracy: Estimate
    log_likelihood: Estimate
    brier: Estimate
    calibration_error: float
    bins: tuple[ConfidenceBin, ...]
    classes: tuple[ClassFigures, ...]
    confusion: tuple[tuple[int, ...], ...]


def score_classes(
    probabilities: Probabilities, labels: Labels, classes: Sequence[str]
) -> ClassScores:
    """Score predicted probabilities.

    Args:
        probabilities: `(samples, classes)`, or `(samples, 1)` for the second of two classes.
        labels: `(samples,)`, integers from 0 on.
        classes: Their names.
    """
    p = np.asarray(probabilities, np.float64)
    p = np.hstack([1 - p, p]) if p.shape[1] == 1 else p
    truth = np.asarray(labels).astype(np.int64).reshape(-1)
    named = p.argmax(axis=1)
    right = named == truth
    of_truth = np.take_along_axis(p, truth[:, None], axis=1)[:, 0]
    halved = 0.5 if len(classes) == 2 else 1.0  # noqa: PLR2004 - see ClassScores.brier
    distance = halved * ((p - np.eye(len(classes))[truth]) ** 2).sum(axis=1)
    bins = tuple(_bins(p.max(axis=1), right))
    confusion = _confusion(truth, named, len(classes))
    return ClassScores(
        accuracy=proportion(int(right.sum()), len(right)),
        log_likelihood=mean(np.log(np.maximum(of_truth, SMALLEST))),
        brier=mean(distance),
        calibration_error=_gap(bins),
        bins=bins,
        classes=tuple(_figures(name, i, confusion) for i, name in enumerate(classes)),
        confusion=tuple(tuple(map(int, row)) for row in confusion),
    )


def _confusion(truth: Labels, named: Labels, classes: int) -> npt.NDArray[np.int64]:
    counts = np.zeros((classes, classes), np.int64)
    np.add.at(counts, (truth, named), 1)
    return counts


def _figures(name: str, place: int, confusion: npt.NDArray[np.int64]) -> ClassFigures:
    hits, taken, there = (
        int(count)
        for count in (
            confusion[place, place],
            confusion[:, place].sum(),
            confusion[place].sum(),
        )
    )
    f1 = 2 * hits / (taken + there) if taken + there else float("nan")
    return ClassFigures(name, there, proportion(hits, taken), proportion(hits, there), f1)


def _bins(confidence: Probabilities, right: Labels) -> "list[ConfidenceBin]":
    places = np.minimum((confidence * BINS).astype(np.int64), BINS - 1)
    found = []
    for place in range(BINS):
        inside = places == place
        count = int(inside.sum())
        sure, share = (
            (float(confidence[inside].mean()), float(right[inside].mean()))
            if count
            else (float("nan"), float("nan"))
        )
        found.append(ConfidenceBin(count, sure, share))
    return found


def _gap(bins: tuple[ConfidenceBin, ...]) -> float:
    total = sum(each.samples for each in bins)
    gaps = (each.samples * abs(each.confidence - each.accuracy) for each in bins if each.samples)
    return sum(gaps) / total
