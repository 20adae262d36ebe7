"""Histograms as TensorBoard draws them."""

from typing import Any

import numpy as np
import pytest
import tensorflow as tf
from kb_observe.measures import BLOCK, Summary
from kb_observe.measures import summarize as summaries
from kb_tensorboard.writing import _events as events


def summarize(**tensors: Any) -> dict[str, Summary]:
    return summaries({k: tf.convert_to_tensor(v) for k, v in tensors.items()})


def buckets(summary: Summary) -> Any:
    return tf.make_ndarray(events.histogram("x", summary).tensor)


def test_nothing_finite_is_an_empty_histogram() -> None:
    summary = summarize(x=[np.nan, np.inf])["x"]
    assert (summary.finite, summary.missing, summary.norm) == (0, 2, 0)
    assert not buckets(summary).any()


def test_an_empty_tensor_is_an_empty_histogram() -> None:
    summary = summarize(x=np.zeros((0, 3), "float32"), y=[1.0])["x"]
    assert (summary.finite, summary.norm) == (0, 0)
    assert not buckets(summary).any()


@pytest.mark.parametrize("size", [4, BLOCK])
@pytest.mark.parametrize("constant", [0.0, 1.0, -3.5, 1e30])
def test_a_constant_tensor_fills_the_last_bin(size: int, constant: float) -> None:
    summary = summarize(x=np.full(size, constant, "float32"))["x"]
    assert summary.std == 0
    found = buckets(summary)
    assert (found[:, :2] == np.float32(constant)).all()
    assert found[-1, 2] == size
    assert found[:, 2].sum() == size
