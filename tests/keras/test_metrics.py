"""Metrics, held against counts and formulas, over two batches."""

from typing import Any

import keras
import numpy as np
import pytest
from kb_registry import Metric, installed_registry, structure

generator = np.random.default_rng(4)
LABELS = generator.integers(0, 3, size=40)
ONE_HOT = np.eye(3)[LABELS].astype("float32")
SCORES = (generator.dirichlet(np.ones(3), size=40) + 0.4 * ONE_HOT).astype("float32") / 1.4
BEST = SCORES.argmax(axis=-1)
BITS = generator.integers(0, 2, size=40).astype("float32")
P = np.clip(0.3 * BITS + generator.uniform(0.02, 0.68, size=40), 0, 1).astype("float32")
Y = generator.uniform(0.5, 4, size=(40, 5)).astype("float32")
Z = (Y + generator.normal(0, 0.3, size=(40, 5))).clip(0.1).astype("float32")


def confusion(predicted: Any, true: Any, cls: int) -> tuple[int, int, int]:
    """True positives, false positives and false negatives of a class."""
    yes, is_true = predicted == cls, true == cls
    return sum(yes & is_true), sum(yes & ~is_true), sum(~yes & is_true)


COUNTS = [confusion(BEST, LABELS, c) for c in range(3)]
IOUS = [tp / (tp + fp + fn) for tp, fp, fn in COUNTS]
F1 = [2 * tp / (2 * tp + fp + fn) for tp, fp, fn in COUNTS]
F2 = [5 * tp / (5 * tp + fp + 4 * fn) for tp, fp, fn in COUNTS]
TP, FP, FN = confusion(P > 0.5, BITS == 1, 1)
TN = 40 - TP - FP - FN
BINARY_IOUS = [TN / (TN + FP + FN), TP / (TP + FP + FN)]
D = Y.astype("float64") - Z
RANKS = np.argsort(np.argsort(-SCORES, axis=-1), axis=-1)[np.arange(40), LABELS]


def roc() -> float:
    """The chance that a one scores higher than a zero."""
    ones, zeros = P[BITS == 1], P[BITS == 0]
    return float(np.mean(ones[:, None] > zeros[None, :]))


def correlation(x: Any, y: Any) -> float:
    return float(np.mean([np.corrcoef(a, b)[0, 1] for a, b in zip(x, y, strict=True)]))


def concordance(x: Any, y: Any) -> Any:
    covariance = np.mean((x - x.mean(1, keepdims=True)) * (y - y.mean(1, keepdims=True)), 1)
    gap = (x.mean(1) - y.mean(1)) ** 2
    return np.mean(2 * covariance / (x.var(1) + y.var(1) + gap))


CASES: dict[str, tuple[Any, Any, Any]] = {
    "binary_accuracy": (BITS, P, (TP + TN) / 40),
    "categorical_accuracy": (ONE_HOT, SCORES, np.mean(BEST == LABELS)),
    "sparse_categorical_accuracy": (LABELS, SCORES, np.mean(BEST == LABELS)),
    "top_k_categorical_accuracy:2": (ONE_HOT, SCORES, np.mean(RANKS < 2)),
    "sparse_top_k_categorical_accuracy:2": (LABELS, SCORES, np.mean(RANKS < 2)),
    "true_positives": (BITS, P, TP),
    "true_negatives": (BITS, P, TN),
    "false_positives": (BITS, P, FP),
    "false_negatives": (BITS, P, FN),
    "precision": (BITS, P, TP / (TP + FP)),
    "recall": (BITS, P, TP / (TP + FN)),
    "recall:0.3": (BITS, P, np.mean(P[BITS == 1] > 0.3)),
    "auc": (BITS, P, roc()),
    "f1_score": (ONE_HOT, SCORES, np.mean(F1)),
    "f1_score(micro)": (ONE_HOT, SCORES, np.mean(BEST == LABELS)),
    "fbeta_score:macro,2.0": (ONE_HOT, SCORES, np.mean(F2)),
    "iou(3,[0,2],sparse_y_pred=false)": (LABELS, SCORES, (IOUS[0] + IOUS[2]) / 2),
    "mean_iou(3,sparse_y_pred=false)": (LABELS, SCORES, np.mean(IOUS)),
    "one_hot_iou(3,[1])": (ONE_HOT, SCORES, IOUS[1]),
    "one_hot_mean_iou:3": (ONE_HOT, SCORES, np.mean(IOUS)),
    "binary_iou": (BITS, P, np.mean(BINARY_IOUS)),
    "mean_absolute_error": (Y, Z, np.mean(np.abs(D))),
    "mean_squared_error": (Y, Z, np.mean(D**2)),
    "root_mean_squared_error": (Y, Z, np.sqrt(np.mean(D**2))),
    "mean_absolute_percentage_error": (Y, Z, 100 * np.mean(np.abs(D) / Y)),
    "mean_squared_logarithmic_error": (Y, Z, np.mean((np.log1p(Y) - np.log1p(Z)) ** 2)),
    "log_cosh_error": (Y, Z, np.mean(np.log(np.cosh(D)))),
    "r2_score": (Y, Z, np.mean(1 - (D**2).sum(axis=0) / (40 * Y.var(axis=0)))),
    "cosine_similarity": (
        Y,
        Z,
        np.mean(np.sum(Y * Z, -1) / np.linalg.norm(Y, axis=-1) / np.linalg.norm(Z, axis=-1)),
    ),
    "pearson_correlation": (Y, Z, correlation(Y, Z)),
    "concordance_correlation": (Y, Z, concordance(Y, Z)),
    "binary_crossentropy": (
        BITS[:, None],
        P[:, None],
        np.mean(-np.log(np.where(BITS == 1, P, 1 - P))),
    ),
    "categorical_crossentropy": (
        ONE_HOT,
        SCORES,
        np.mean(-np.log(SCORES[np.arange(40), LABELS] / SCORES.sum(-1))),
    ),
    "sparse_categorical_crossentropy": (
        LABELS,
        SCORES,
        np.mean(-np.log(SCORES[np.arange(40), LABELS] / SCORES.sum(-1))),
    ),
    "kl_divergence": (
        SCORES[::-1],
        SCORES,
        np.mean(np.sum(SCORES[::-1] * np.log(SCORES[::-1] / SCORES), -1)),
    ),
    "poisson": (Y, Z, np.mean(Z - Y * np.log(Z))),
    "hinge": (2 * BITS[:, None] - 1, P[:, None], np.mean(np.maximum(1 - (2 * BITS - 1) * P, 0))),
    "squared_hinge": (
        2 * BITS[:, None] - 1,
        P[:, None],
        np.mean(np.maximum(1 - (2 * BITS - 1) * P, 0) ** 2),
    ),
    "categorical_hinge": (
        ONE_HOT,
        SCORES,
        np.mean(1 + np.max((1 - ONE_HOT) * SCORES, -1) - SCORES[np.arange(40), LABELS]),
    ),
}

TOLERANCE = {"auc": 0.02}
"""auc adds up 200 thresholds; the rest is exact but for float32."""


def measured(text: str, targets: Any, predictions: Any) -> float:
    metric = structure(Metric, text, installed_registry()).build()
    for half in (slice(0, 15), slice(15, 40)):
        metric.update_state(targets[half], predictions[half])
    return float(metric.result())


@pytest.mark.parametrize("text", CASES)
def test_metrics(text: str) -> None:
    targets, predictions, expected = CASES[text]
    tolerance = TOLERANCE.get(text, 1e-5)
    assert measured(text, targets, predictions) == pytest.approx(float(expected), rel=tolerance)


def test_every_metric_has_a_formula_here() -> None:
    registry = installed_registry()
    ours = {e.name for e in registry.entries(Metric) if e.distribution == "keras-blocks-keras"}
    here = {text.partition(":")[0].partition("(")[0] for text in CASES}
    tradeoffs = {name for name in ours if "_at_" in name}
    assert ours - {"mse", "mae", "rmse", "accuracy"} - tradeoffs == here
    assert len(tradeoffs) == 4


THRESHOLDS = np.linspace(0, 1, 20_001)[1:-1]
CURVES = {
    "recall": np.array([np.mean(P[BITS == 1] > t) for t in THRESHOLDS]),
    "specificity": np.array([np.mean(P[BITS == 0] <= t) for t in THRESHOLDS]),
    "precision": np.array([BITS[t < P].mean() if (t < P).any() else 0 for t in THRESHOLDS]),
}
CURVES["sensitivity"] = CURVES["recall"]


@pytest.mark.parametrize(
    ("best", "held"),
    [
        ("sensitivity", "specificity"),
        ("specificity", "sensitivity"),
        ("recall", "precision"),
        ("precision", "recall"),
    ],
)
def test_the_best_of_one_rate_while_another_is_held(best: str, held: str) -> None:
    expected = CURVES[best][CURVES[held] >= 0.6].max()
    found = measured(f"{best}_at_{held}(0.6,num_thresholds=2000)", BITS, P)
    assert found == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize(
    ("units", "targets", "kind"),
    [(3, LABELS, "sparse"), (3, ONE_HOT, "one-hot"), (1, BITS, "binary")],
)
def test_accuracy_suits_any_classification(units: int, targets: Any, kind: str) -> None:
    activation = "sigmoid" if kind == "binary" else "softmax"
    loss = {
        "sparse": "sparse_categorical_crossentropy",
        "one-hot": "categorical_crossentropy",
        "binary": "binary_crossentropy",
    }[kind]
    model = keras.Sequential([keras.Input((5,)), keras.layers.Dense(units, activation)])
    accuracy = structure(Metric, "accuracy", installed_registry()).build()
    model.compile(loss=loss, metrics=[accuracy])
    outputs = np.asarray(model(Y))
    right = outputs[:, 0] > 0.5 if units == 1 else outputs.argmax(-1)
    found = model.evaluate(Y, targets, verbose=0, return_dict=True)["accuracy"]
    assert found == pytest.approx(np.mean(right == (BITS == 1 if units == 1 else LABELS)))
