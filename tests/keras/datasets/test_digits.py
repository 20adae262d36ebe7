"""The embedded dataset, and how samples are divided."""

import numpy as np
import pytest
from kb_keras.datasets.pictures.digits import Digits
from kb_registry import Splits, Task


@pytest.fixture(scope="module")
def splits() -> Splits:
    return Digits().load(seed=0)


def test_the_spec_is_known_without_loading_and_true(splits: Splits) -> None:
    spec = Digits().spec()
    assert splits.spec == spec
    assert (spec.input_shape, spec.task, len(spec.classes)) == ((8, 8), Task.CLASSIFICATION, 10)


def test_all_1797_images_are_there_as_numbers_from_0_to_1(splits: Splits) -> None:
    parts = (splits.train, splits.validation, splits.test)
    assert [len(part) for part in parts] == [1258, 180, 359]
    for part in parts:
        assert part.x.dtype == np.float32
        assert part.y.dtype == np.int64
        assert (part.x[:].min(), part.x[:].max()) == (0, 1)


def test_no_image_is_in_two_parts(splits: Splits) -> None:
    parts = (splits.train, splits.validation, splits.test)
    rows = np.concatenate([part.x[:].reshape(len(part), -1) for part in parts])
    assert len(np.unique(rows, axis=0)) == 1797


def test_classes_have_their_share_in_every_part(splits: Splits) -> None:
    whole = np.bincount(np.concatenate([splits.train.y, splits.validation.y, splits.test.y]))
    for part in (splits.train, splits.validation, splits.test):
        share = np.bincount(part.y) / whole
        np.testing.assert_allclose(share, len(part) / 1797, atol=0.01)


def test_the_seed_decides_which_image_goes_where(splits: Splits) -> None:
    again, other = Digits().load(seed=0), Digits().load(seed=1)
    np.testing.assert_array_equal(splits.train.x[:], again.train.x[:])
    np.testing.assert_array_equal(splits.test.y, again.test.y)
    assert not np.array_equal(splits.test.x[:], other.test.x[:])


def test_shares_are_parameters() -> None:
    splits = Digits(validation=0.25, test=0.3).load(seed=0)
    assert len(splits.validation) == 449
    assert len(splits.test) == 539
