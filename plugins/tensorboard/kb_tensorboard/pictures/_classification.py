"""What a classifier predicts on the probe, beside what is true."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

SAMPLES = 1000
"""Samples that predictions are made for."""

_THRESHOLDS = 201

Labels = npt.NDArray[np.int64]


class Outcome(NamedTuple):
    """Predictions of a classifier.

    Attributes:
        truth: `(n,)`, the true classes.
        guess: `(n,)`, the predicted ones.
        classes: Number of classes.
        scores: `(n,)`, the probability of class 1 if there are two classes told apart by a
            single output, else None.
    """

    truth: Labels
    guess: Labels
    classes: int
    scores: npt.NDArray[np.float32] | None


def judge(outputs: Any, targets: Any) -> Outcome | None:
    """Reads outputs and targets as those of a classifier, if they can be.

    Outputs are `(n, classes)` probabilities or logits with integer or one-hot targets, or
    `(n, 1)` with targets 0 and 1.
    """
    if not isinstance(outputs, np.ndarray) or outputs.ndim > 2:  # noqa: PLR2004 - see above
        return None
    truth = np.asarray(targets)
    scores = outputs.reshape(len(outputs), -1)
    if scores.shape[1] == 1:
        return _judge_two(scores[:, 0], truth)
    if truth.shape == scores.shape and _one_hot(truth):
        truth = truth.argmax(axis=1)
    if truth.size != len(scores) or not np.issubdtype(truth.dtype, np.integer):
        return None
    truth, classes = truth.reshape(-1).astype(np.int64), scores.shape[1]
    if truth.size == 0 or truth.min() < 0 or truth.max() >= classes:
        return None
    return Outcome(truth, scores.argmax(axis=1), classes, None)


def are_probabilities(outputs: Any) -> bool:
    """Whether outputs `(n, classes)` are shares that add up to one for each sample."""
    if not isinstance(outputs, np.ndarray) or outputs.ndim != 2 or outputs.shape[1] == 1:  # noqa: PLR2004 - see above
        return False
    return bool((outputs >= 0).all() and np.allclose(outputs.sum(axis=1), 1, atol=1e-3))


def confusion(outcome: Outcome) -> npt.NDArray[np.int64]:
    """`(classes, classes)`: how often each true class (row) was taken for each (column)."""
    matrix = np.zeros((outcome.classes, outcome.classes), np.int64)
    np.add.at(matrix, (outcome.truth, outcome.guess), 1)
    return matrix


def precision_recall(outcome: Outcome) -> npt.NDArray[np.float32]:
    """The table `events.pr_curve` takes, for two classes.

    Raises:
        ValueError: If the outcome has no scores.
    """
    if outcome.scores is None:
        raise ValueError("Precision and recall need the scores of two classes.")
    thresholds = np.linspace(0, 1, _THRESHOLDS)[:, np.newaxis]
    chosen = outcome.scores >= thresholds
    positive = outcome.truth == 1
    hits, alarms = (chosen & positive).sum(axis=1), (chosen & ~positive).sum(axis=1)
    misses, passes = positive.sum() - hits, (~positive).sum() - alarms
    precision = hits / np.maximum(hits + alarms, 1)
    recall = hits / np.maximum(hits + misses, 1)
    table = np.stack([hits, alarms, passes, misses, precision, recall])
    return table.astype(np.float32)


def _judge_two(scores: npt.NDArray[np.float32], truth: npt.NDArray[Any]) -> Outcome | None:
    if truth.size != scores.size or not np.isin(truth, (0, 1)).all():
        return None
    if scores.size and (scores.min() < 0 or scores.max() > 1):
        odds = np.exp(np.clip(scores, -80, 80))  # they were logits
        scores = (odds / (1 + odds)).astype(np.float32)
    guess = (scores >= 0.5).astype(np.int64)  # noqa: PLR2004 - as probable as not
    return Outcome(truth.reshape(-1).astype(np.int64), guess, 2, scores)


def _one_hot(truth: npt.NDArray[Any]) -> bool:
    return bool(np.isin(truth, (0, 1)).all() and (truth.sum(axis=1) == 1).all())
