"""Losses, held against their formulas in float64."""

from typing import Any

import numpy as np
import pytest
from kb_registry import Loss, installed_registry, structure
from scipy import special

pytestmark = pytest.mark.usefixtures("float64")

generator = np.random.default_rng(9)
P = special.softmax(generator.normal(size=(6, 4)), axis=-1)
LOGITS = generator.normal(size=(6, 4))
LABELS = np.array([0, 3, 1, 1, 2, 0])
ONE_HOT = np.eye(4)[LABELS]
TRUE = P[np.arange(6), LABELS]
BITS = generator.integers(0, 2, size=(6, 4)).astype(float)
SIGNS = 2 * BITS - 1
Y, Z = generator.uniform(0.5, 4, size=(6, 4)), generator.uniform(0.5, 4, size=(6, 4))


def log_p(smoothed: Any, p: Any = P) -> Any:
    return -np.sum(smoothed * np.log(p), axis=-1)


def bits(p: Any, y: Any = BITS) -> Any:
    return -y * np.log(p) - (1 - y) * np.log(1 - p)


def unit(x: Any) -> Any:
    return x / np.linalg.norm(x, axis=-1, keepdims=True)


def circle(gamma: float = 80.0, margin: float = 0.4) -> Any:
    """The formula of Sun et al. 2020, in cosines of angles."""
    s, losses = unit(LOGITS) @ unit(LOGITS).T, []
    for i in range(6):
        same = [s[i, j] for j in range(6) if LABELS[j] == LABELS[i] and j != i]
        other = [s[i, j] for j in range(6) if LABELS[j] != LABELS[i]]
        positive = [-gamma * (1 + margin - x) * (x - (1 - margin)) for x in same]
        negative = [gamma * max(x + margin, 0) * (x - margin) for x in other]
        if same:  # a sample that is alone in its class has no pair, and doesn't count
            losses.append(softplus(logsumexp(positive) + logsumexp(negative)))
    return np.array(losses)


def logsumexp(x: list[float]) -> float:
    return float(special.logsumexp(x))


def softplus(x: float) -> float:
    return float(np.logaddexp(0, x))


def overlap(missed: float, made_up: float) -> float:
    both = np.sum(BITS * P)
    rest = missed * np.sum(BITS * (1 - P)) + made_up * np.sum((1 - BITS) * P)
    return float(1 - both / (both + rest))


D = Y - Z
FOCAL = np.where(BITS == 1, 1 - P, P)

CASES: dict[str, tuple[Any, Any, Any]] = {
    "sparse_categorical_crossentropy": (LABELS, P, -np.log(TRUE)),
    "sparse_categorical_crossentropy:from_logits=true": (
        LABELS,
        LOGITS,
        log_p(ONE_HOT, special.softmax(LOGITS, axis=-1)),
    ),
    "categorical_crossentropy": (ONE_HOT, P, -np.log(TRUE)),
    "categorical_crossentropy:label_smoothing=0.1": (ONE_HOT, P, log_p(0.9 * ONE_HOT + 0.025)),
    "binary_crossentropy": (BITS, P, bits(P).mean(axis=-1)),
    "binary_crossentropy:from_logits=true": (
        BITS,
        LOGITS,
        bits(special.expit(LOGITS)).mean(axis=-1),
    ),
    "binary_crossentropy:label_smoothing=0.1": (
        BITS,
        P,
        bits(P, 0.9 * BITS + 0.05).mean(axis=-1),
    ),
    "binary_focal_crossentropy": (BITS, P, (FOCAL**2 * bits(P)).mean(axis=-1)),
    "binary_focal_crossentropy:true,0.3,1.5": (
        BITS,
        P,
        (np.where(BITS == 1, 0.3, 0.7) * FOCAL**1.5 * bits(P)).mean(axis=-1),
    ),
    "categorical_focal_crossentropy": (ONE_HOT, P, -0.25 * (1 - TRUE) ** 2 * np.log(TRUE)),
    "categorical_generalized_cross_entropy": (LABELS, P, (1 - TRUE**0.5) / 0.5),
    "kl_divergence": (P[::-1], P, np.sum(P[::-1] * np.log(P[::-1] / P), axis=-1)),
    "poisson": (Y, Z, np.mean(Z - Y * np.log(Z), axis=-1)),
    "mean_squared_error": (Y, Z, np.mean(D**2, axis=-1)),
    "mean_absolute_error": (Y, Z, np.mean(np.abs(D), axis=-1)),
    "mean_absolute_percentage_error": (Y, Z, 100 * np.mean(np.abs(D) / Y, axis=-1)),
    "mean_squared_logarithmic_error": (
        Y,
        Z,
        np.mean((np.log1p(Y) - np.log1p(Z)) ** 2, axis=-1),
    ),
    "huber": (
        Y,
        Z,
        np.where(np.abs(D) <= 1, D**2 / 2, np.abs(D) - 0.5).mean(axis=-1),
    ),
    "huber:0.3": (
        Y,
        Z,
        np.where(np.abs(D) <= 0.3, D**2 / 2, 0.3 * np.abs(D) - 0.045).mean(axis=-1),
    ),
    "log_cosh": (Y, Z, np.log(np.cosh(D)).mean(axis=-1)),
    "hinge": (SIGNS, LOGITS, np.maximum(1 - SIGNS * LOGITS, 0).mean(axis=-1)),
    "squared_hinge": (SIGNS, LOGITS, (np.maximum(1 - SIGNS * LOGITS, 0) ** 2).mean(axis=-1)),
    "categorical_hinge": (
        ONE_HOT,
        P,
        np.maximum(1 + np.max((1 - ONE_HOT) * P, axis=-1) - TRUE, 0),
    ),
    "cosine_similarity": (Y, LOGITS, -np.sum(unit(Y) * unit(LOGITS), axis=-1)),
    "circle": (LABELS, unit(LOGITS), circle()),
    "circle:10.0,0.25": (LABELS, unit(LOGITS), circle(10.0, 0.25)),
    "dice": (BITS, P, overlap(0.5, 0.5)),
    "tversky": (BITS, P, overlap(0.5, 0.5)),
    "tversky:0.3,0.9": (BITS, P, overlap(0.3, 0.9)),
}


def loss(text: str) -> Any:
    return structure(Loss, text, installed_registry()).build()


@pytest.mark.parametrize("text", CASES)
def test_losses(text: str) -> None:
    targets, predictions, by_sample = CASES[text]
    assert float(loss(text)(targets, predictions)) == pytest.approx(np.mean(by_sample), rel=1e-5)


def test_every_loss_has_a_formula_here() -> None:
    registry = installed_registry()
    ours = {e.name for e in registry.entries(Loss) if e.distribution == "keras-blocks-keras"}
    assert ours - {"mse", "mae", "ctc"} == {text.partition(":")[0] for text in CASES}


def test_the_sum_is_a_choice() -> None:
    found = loss("mean_squared_error:reduction=sum")(Y, Z)
    assert float(found) == pytest.approx(np.sum(np.mean(D**2, axis=-1)))


def test_a_class_can_count_for_nothing() -> None:
    counted = LABELS != 1
    found = loss("sparse_categorical_crossentropy:ignore_class=1,reduction=sum")(LABELS, P)
    assert float(found) == pytest.approx(-np.log(TRUE[counted]).sum())


def test_ctc_sums_over_alignments() -> None:
    """Label 1 in two steps: "1 1", "1 blank" and "blank 1", by hand."""
    logits = generator.normal(size=(1, 2, 3)).astype("float32")
    p = special.softmax(logits[0], axis=-1)
    likelihood = p[0, 1] * p[1, 1] + p[0, 1] * p[1, 0] + p[0, 0] * p[1, 1]
    found = loss("ctc")(np.array([[1, 0]]), logits)
    assert float(found) == pytest.approx(-np.log(likelihood), rel=1e-5)
