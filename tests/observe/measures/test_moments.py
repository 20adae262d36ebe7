"""Moments and bins of tensors of every kind, measured together."""

from typing import Any

import numpy as np
import pytest
import tensorflow as tf
from kb_observe.measures import BLOCK, Summary
from kb_observe.measures import summarize as summaries


def summarize(**tensors: Any) -> dict[str, Summary]:
    return summaries({k: tf.convert_to_tensor(v) for k, v in tensors.items()})


@pytest.mark.parametrize("size", [1, 7, 1000, BLOCK + 3])
@pytest.mark.parametrize("dtype", ["float32", "float64", "float16", "int32", "int64", "int8"])
def test_it_agrees_with_numpy(size: int, dtype: str) -> None:
    values = (np.random.default_rng(0).normal(size=size) * 20).astype(dtype)
    summary = summarize(x=values)["x"]
    exact = values.astype("float64")
    assert (summary.finite, summary.missing) == (size, 0)
    assert summary.mean == pytest.approx(exact.mean(), rel=1e-5, abs=1e-4)
    assert summary.std == pytest.approx(exact.std(), rel=1e-4, abs=1e-6)
    assert (summary.low, summary.high) == (exact.min(), exact.max())
    assert summary.norm == pytest.approx(np.linalg.norm(exact), rel=1e-4)
    expected, _ = np.histogram(values, bins=30)
    if dtype in {"float32", "float64"} and size > 1:  # others have values on the edges of bins
        assert np.abs(summary.counts - expected).sum() <= 2 + size / 1000
    assert summary.counts.sum() == size


def test_bfloat16_and_truth_values() -> None:
    found = summarize(half=tf.constant([1.0, 2.0], tf.bfloat16), flag=tf.constant([True, False]))
    assert found["half"].mean == 1.5
    assert found["flag"].mean == 0.5


def test_tensors_of_one_size_keep_apart() -> None:
    found = summarize(a=[[1.0, 2.0]], b=[3.0, 5.0], c=[7.0])
    assert [found[tag].mean for tag in "abc"] == [1.5, 4.0, 7.0]


@pytest.mark.parametrize("size", [5, BLOCK])
def test_nan_and_infinities_are_counted_apart(size: int) -> None:
    values = np.linspace(1, 2, size, dtype="float32")
    values[1], values[2], values[3] = np.nan, np.inf, -np.inf
    finite = values[np.isfinite(values)]
    summary = summarize(x=values, clean=np.ones(5, "float32"))["x"]
    assert (summary.finite, summary.missing) == (size - 3, 3)
    assert summary.mean == pytest.approx(finite.mean(), rel=1e-5)
    assert summary.std == pytest.approx(finite.std(), rel=1e-4)
    assert (summary.low, summary.high) == (1, 2)
    assert summary.counts.sum() == size - 3


def test_values_far_from_zero_keep_their_spread() -> None:
    values = np.float32(1000) + np.linspace(0, 1, 100, dtype="float32")
    assert summarize(x=values)["x"].std == pytest.approx(values.astype("float64").std(), rel=1e-3)


def test_huge_but_finite_values() -> None:
    summary = summarize(x=np.array([-3e38, 3e38, 3e38, 3e38], "float32"))["x"]
    assert (summary.finite, summary.missing) == (4, 0)
    assert summary.counts.sum() == 4
