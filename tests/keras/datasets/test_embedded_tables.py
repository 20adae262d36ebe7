"""Tables of scikit-learn, and how they are standardized."""

import numpy as np
import pytest
from kb_keras.datasets.tables.embedded import BreastCancer, Diabetes, EmbeddedTable, Iris, Wine
from kb_registry import Task

every = pytest.mark.parametrize("dataset", [BreastCancer, Diabetes, Iris, Wine])


@every
def test_the_spec_is_known_without_loading_and_true(dataset: type[EmbeddedTable]) -> None:
    splits = dataset().load(seed=0)
    spec = dataset().spec()
    assert splits.spec == spec
    assert splits.train.x.shape[1:] == spec.input_shape
    if spec.task is not Task.REGRESSION:
        assert set(splits.train.y) == set(range(len(spec.classes)))


@every
def test_columns_have_mean_0_and_deviation_1_over_the_training_samples(
    dataset: type[EmbeddedTable],
) -> None:
    splits = dataset().load(seed=0)
    assert splits.train.x.dtype == np.float32
    np.testing.assert_allclose(splits.train.x[:].mean(axis=0), 0, atol=1e-4)
    np.testing.assert_allclose(splits.train.x[:].std(axis=0), 1, atol=1e-4)


def test_validation_and_test_samples_take_no_part_in_the_standardization() -> None:
    raw = Wine(standardize="none").load(seed=3)
    mean, deviation = raw.train.x[:].mean(axis=0), raw.train.x[:].std(axis=0)
    scaled = Wine().load(seed=3)
    np.testing.assert_allclose(scaled.test.x[:], (raw.test.x[:] - mean) / deviation, atol=1e-4)
    assert np.abs(scaled.test.x[:].mean(axis=0)).max() > 0.05


def test_targets_of_a_regression_are_standardized_unless_told_otherwise() -> None:
    assert abs(Diabetes().load(seed=0).train.y.std() - 1) < 1e-5
    raw = Diabetes(standardize="features").load(seed=0)
    assert raw.train.y.dtype == np.float32
    assert raw.train.y.std() > 50


def test_patients_keep_the_units_of_their_measurements_until_training_samples_are_known() -> None:
    ages = Diabetes(standardize="none").load(seed=0).train.x[:][:, 0]
    assert (ages.min(), ages.max()) == (19, 79)


def test_a_regression_is_divided_without_classes() -> None:
    parts = Diabetes().load(seed=0).by_name()
    assert {name: len(part) for name, part in parts.items()} == {
        "train": 310,
        "validation": 44,
        "test": 88,
    }
