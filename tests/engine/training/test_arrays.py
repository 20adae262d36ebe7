"""How samples are picked from arrays."""

import numpy as np
import pytest
import tensorflow as tf
from kb_engine.training.data._arrays import Column


@pytest.mark.parametrize("dtype", ["float32", "float64", "uint8", "bool", "int64"])
def test_what_is_picked_isnt_copied_again(dtype: str) -> None:
    array = np.random.default_rng(0).normal(size=(7, 3, 5)).astype(dtype)
    rows = np.array([[6, 0], [2, 2]])
    picked = Column(array).pick(rows)
    np.testing.assert_array_equal(picked, array[rows].astype(picked.dtype))
    one = tf.data.Dataset.range(1)
    (tensor,) = one.map(lambda _: tf.numpy_function(lambda: picked, [], picked.dtype))
    picked[:] = picked[::-1].copy()
    np.testing.assert_array_equal(tensor, picked)


def test_no_rows_pick_nothing() -> None:
    assert Column(np.ones((4, 2), "float32")).pick(np.array([], int)).shape == (0, 2)
