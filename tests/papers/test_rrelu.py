"""Randomized leaky rectifier: Xu et al. 2015."""

import numpy as np
import pytest
from kb_papers.rrelu import RReLU
from kb_registry import InvalidParameterError


def test_in_inference_negative_inputs_are_divided_by_five_and_a_half() -> None:
    """The paper's setting, a ~ U(3, 8), whose mean is 5.5."""
    y = np.array(RReLU().build()(np.array([[-11.0, 0.0, 2.0]]), training=False))
    np.testing.assert_allclose(y, [[-2.0, 0.0, 2.0]])


def test_in_training_each_negative_input_has_a_divisor_of_its_own() -> None:
    x = np.array([-1.0, 1.0], np.float32).repeat(100_000)
    y = np.array(RReLU(seed=1).build()(x, training=True))
    np.testing.assert_array_equal(y[100_000:], 1)
    divisors = -1 / y[:100_000]
    assert 3 <= divisors.min() < 3.01
    assert 7.99 < divisors.max() <= 8.001
    assert abs(divisors.mean() - 5.5) < 4 * 5 / np.sqrt(12 * 100_000)


def test_bounds_must_be_in_order() -> None:
    with pytest.raises(InvalidParameterError, match=r"lower 9\.0 exceeds upper 8\.0"):
        RReLU(lower=9.0)
