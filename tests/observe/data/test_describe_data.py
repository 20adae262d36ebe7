"""What is told of samples and targets."""

import numpy as np
import pytest
from kb_observe.data import Kind, describe_data


def test_ranges_and_scales_of_a_table_are_told() -> None:
    x = np.array([[0.0, 5.0, 100.0], [1.0, 5.0, 300.0], [0.0, 5.0, 200.0]])
    (found,) = describe_data(x).inputs
    assert (found.minimum, found.maximum) == (0.0, 300.0)
    assert found.stds == pytest.approx(x.std(axis=0))
    assert found.constant == (1,)
    assert found.squared_norm == pytest.approx((x**2).sum(axis=1).mean())


def test_columns_that_number_the_rows_are_told() -> None:
    x = np.stack([np.arange(50) * 2.0, np.random.default_rng(0).normal(size=50)], axis=1)
    assert describe_data(x).inputs[0].counting == (0,)


@pytest.mark.parametrize(
    ("y", "kind", "classes"),
    [
        (np.arange(60) % 3, "labels", 3),
        ((np.arange(60) % 2).astype("float32"), "binary", 2),
        (np.eye(4)[np.arange(60) % 4], "one_hot", 4),
        (np.array([[1, 1, 0], [0, 0, 1]] * 30), "multi_hot", 3),
        (np.full((60, 2), 0.5), "shares", 0),
        (np.linspace(-1, 1, 60), "real", 0),
        (np.arange(60) * 1000, "real", 0),
        (np.arange(60) % 3 / 255, "real", 0),
    ],
)
def test_kinds_of_targets_are_told_apart(y: np.ndarray, kind: Kind, classes: int) -> None:
    (target,) = describe_data(np.zeros((60, 2)), y).targets
    assert target.kind == kind
    assert target.classes == classes


def test_shares_of_classes_are_told_commonest_first() -> None:
    (target,) = describe_data(np.zeros((10, 1)), np.array([0] * 7 + [1] * 2 + [2])).targets
    assert target.shares == pytest.approx((0.7, 0.2, 0.1))


def test_values_that_arent_numbers_are_counted_and_left_out() -> None:
    (found,) = describe_data(np.array([[1.0, np.nan], [3.0, np.inf]])).inputs
    assert found.non_finite == 0.5
    assert (found.minimum, found.maximum) == (1.0, 3.0)


def test_several_inputs_keep_their_names() -> None:
    x = {"a": np.zeros((4, 2)), "b": np.ones((4, 3, 3))}
    data = describe_data(x, np.arange(4))
    assert [(each.name, each.shape) for each in data.inputs] == [("a", (2,)), ("b", (3, 3))]
    assert data.samples == 4


def test_samples_of_validation_that_were_trained_on_are_counted() -> None:
    x = np.random.default_rng(0).normal(size=(20, 3))
    data = describe_data(x, None, (np.concatenate([x[:5], x[:5] + 1]), None))
    assert data.overlap == 0.5
    assert data.validation is not None
    assert data.validation.samples == 10


def test_texts_as_inputs_are_described_without_figures() -> None:
    (found,) = describe_data(np.array([["a"], ["b"]])).inputs
    assert (found.minimum, found.maximum, found.non_finite) == (0.0, 0.0, 0.0)
