"""Running statistics against those of a batch."""

import numpy as np
import pytest
from kb_observe.measures import drift_of_mean, drift_of_variance


def test_means_are_apart_by_the_deviations_of_the_batch() -> None:
    found = drift_of_mean([0.0, 1.0], np.array([2.0, 1.0]), np.array([1.0, 4.0]))
    assert found == pytest.approx(1.0, rel=1e-3)


def test_variances_are_apart_by_their_ratio_either_way() -> None:
    larger = drift_of_variance([4.0], [1.0])
    assert larger == pytest.approx(np.log(4), rel=1e-2)
    assert drift_of_variance([1.0], [4.0]) == pytest.approx(larger)
