"""The change of a weight over the weight."""

import numpy as np
import pytest
from kb_observe.measures import BLOCK, update_ratio


@pytest.mark.parametrize("size", [3, BLOCK + 5])
def test_it_is_the_norm_of_the_difference_over_the_norm(size: int) -> None:
    before = np.random.default_rng(0).normal(size=(size, 2)).astype("float32")
    now = before * 1.1
    expected = np.linalg.norm(now - before) / np.linalg.norm(now)
    assert update_ratio(before, now) == pytest.approx(expected, rel=1e-4)


def test_weights_of_zeros_change_by_nothing() -> None:
    assert update_ratio(np.zeros(3), np.zeros(3)) == 0


def test_what_overflows_is_infinite_or_no_number_and_no_warning() -> None:
    assert not np.isfinite(update_ratio(np.zeros(2), np.array([1e300, np.inf])))
