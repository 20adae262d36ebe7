"""What predictions are worth, against scikit-learn and by definition."""

import math
from typing import Any

import numpy as np
import pytest
from kb_engine.prediction import score_classes, score_numbers
from sklearn import metrics

CLASSES = ("a", "b", "c")


@pytest.fixture
def labels() -> Any:
    return np.random.default_rng(1).integers(0, 3, 200)


@pytest.fixture
def probabilities(labels: Any) -> Any:
    logits = np.random.default_rng(0).normal(size=(200, 3)) + 1.5 * np.eye(3)[labels]
    return np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)


def test_figures_of_classes_are_those_of_scikit_learn(probabilities: Any, labels: Any) -> None:
    scores = score_classes(probabilities, labels, CLASSES)
    named = probabilities.argmax(axis=1)
    precision, recall, f1, support = metrics.precision_recall_fscore_support(labels, named)
    assert scores.accuracy.value == metrics.accuracy_score(labels, named)
    assert [each.precision.value for each in scores.classes] == pytest.approx(precision)
    assert [each.recall.value for each in scores.classes] == pytest.approx(recall)
    assert [each.f1 for each in scores.classes] == pytest.approx(f1)
    assert [each.samples for each in scores.classes] == list(support)
    assert scores.confusion == tuple(map(tuple, metrics.confusion_matrix(labels, named)))
    assert scores.log_likelihood.value == pytest.approx(-metrics.log_loss(labels, probabilities))
    squares = (probabilities - np.eye(3)[labels]) ** 2
    assert scores.brier.value == pytest.approx(squares.sum(axis=1).mean())


def test_one_probability_of_two_classes(labels: Any) -> None:
    truth = (labels > 0).astype(int)
    p = np.random.default_rng(0).uniform(size=(200, 1))
    scores = score_classes(p, truth, ("no", "yes"))
    assert scores.accuracy.value == metrics.accuracy_score(truth, p[:, 0] > 0.5)
    assert scores.brier.value == pytest.approx(((p[:, 0] - truth) ** 2).mean())
    assert scores.log_likelihood.value == pytest.approx(-metrics.log_loss(truth, p[:, 0]))


def test_calibration_error_is_the_gap_between_confidence_and_accuracy() -> None:
    sure = np.tile([0.9, 0.1], (10, 1))
    right_seven_times = np.array([0] * 7 + [1] * 3)
    scores = score_classes(sure, right_seven_times, ("a", "b"))
    assert scores.calibration_error == pytest.approx(0.2)
    [bin_] = [each for each in scores.bins if each.samples]
    assert (bin_.samples, bin_.accuracy) == (10, 0.7)
    assert bin_.confidence == pytest.approx(0.9)


def test_a_class_that_nothing_was_taken_for_has_no_precision() -> None:
    scores = score_classes(np.array([[0.9, 0.1], [0.8, 0.2]]), np.array([0, 1]), ("a", "b"))
    assert math.isnan(scores.classes[1].precision.value)
    assert scores.classes[1].recall.value == 0
    assert scores.classes[1].f1 == 0


def test_a_probability_of_zero_doesnt_count_for_all() -> None:
    scores = score_classes(np.array([[1.0, 0.0], [1.0, 0.0]]), np.array([0, 1]), ("a", "b"))
    assert scores.log_likelihood.value == pytest.approx(np.log(1e-12) / 2)


def test_figures_of_numbers_are_those_of_scikit_learn() -> None:
    random = np.random.default_rng(0)
    truth = random.normal(size=150)
    predicted = truth + 0.5 * random.normal(size=150)
    scores = score_numbers("price", predicted, truth)
    error = metrics.root_mean_squared_error(truth, predicted)
    assert scores.mean_absolute_error.value == pytest.approx(
        metrics.mean_absolute_error(truth, predicted)
    )
    assert scores.root_mean_squared_error.value == pytest.approx(error)
    assert scores.r_squared.value == pytest.approx(metrics.r2_score(truth, predicted))
    assert scores.residuals[0.5] == pytest.approx(np.median(predicted - truth))


def test_an_interval_covers_the_figure_of_the_population_as_often_as_it_says() -> None:
    random = np.random.default_rng(0)
    errors = [random.normal(size=60) for _ in range(200)]
    intervals = [score_numbers("", each, np.zeros(60)).mean_absolute_error for each in errors]
    covered = sum(each.low <= math.sqrt(2 / math.pi) <= each.high for each in intervals)
    assert 180 <= covered <= 199  # 190 on average; fewer than 180 once in a thousand


def test_targets_that_are_all_the_same_have_no_r_squared() -> None:
    scores = score_numbers("", np.array([1.0, 2.0]), np.array([1.0, 1.0]))
    assert math.isnan(scores.r_squared.value)


def test_one_sample_has_no_interval() -> None:
    scores = score_numbers("", np.array([1.0]), np.array([3.0]))
    assert scores.mean_absolute_error.value == 2
    assert math.isnan(scores.mean_absolute_error.low)
