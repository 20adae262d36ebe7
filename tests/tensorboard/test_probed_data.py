"""Samples of any kind are looked at, and none ends a training."""

from inspect import signature
from typing import Any

import keras
import numpy as np
import pytest
import scipy.sparse
import tensorflow as tf
from kb_tensorboard import TensorBoard

KNOWN = signature(keras.layers.BatchNormalization).parameters
RENORM = pytest.param(
    {"renorm": True},
    marks=pytest.mark.skipif("renorm" not in KNOWN, reason="this Keras has no renorm"),
)


@pytest.mark.parametrize("options", [{}, RENORM])
def test_masked_values_have_no_part_in_the_statistics_of_a_batch(
    look: Any, options: dict[str, bool]
) -> None:
    layers = [
        keras.Input((3, 2)),
        keras.layers.Masking(),
        keras.layers.BatchNormalization(name="norm", **options),
    ]
    model = keras.Sequential(layers)
    model.compile("sgd", "mse")
    x = np.random.default_rng(0).normal(3, 1, (4, 3, 2)).astype("float32")
    x[:, 2] = 0
    before = model.get_weights()
    seen = look(model, probe=(x, x))
    mean = x[:, :2].mean(axis=(0, 1))
    found = seen.scalars("run/train", "norm/batch_mean/mean")[0]
    assert found == pytest.approx(mean.mean(), rel=1e-5)
    drift = np.mean(mean / np.sqrt(x[:, :2].var(axis=(0, 1)) + 1e-3))
    assert seen.scalars("run/train", "norm/moving_mean/drift")[0] == pytest.approx(drift, rel=1e-3)
    assert model.layers[-1].momentum == 0.99
    for now, then in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(now, then)


def test_a_large_activation_is_looked_at_through_fewer_samples(look: Any) -> None:
    side = 512
    model = keras.Sequential([keras.Input((side, side)), keras.layers.ReLU(name="act")])
    x = np.linspace(-1, 1, 8, dtype="float32")[:, None, None] * np.ones((side, side), "float32")
    seen = look(model, probe=(x, None))
    counts = seen.histograms("run/train", "act/output")[0][:, 2]
    assert counts.sum() == 4 * side * side


def test_a_loss_that_cannot_be_computed_is_said_and_training_goes_on(
    logdir: Any, line: Any, data: Any, board: Any
) -> None:
    callback = TensorBoard(logdir, probe=(data[0], data[1][:3]))
    line.fit(*data, verbose=0, callbacks=[callback])
    assert "The probe could not be used" in board().texts("run/train", "logging")[0]
    assert list(board().histograms("run/train", "line/kernel")) == [0, 1, 2]


def ragged(x: Any) -> Any:
    return tf.RaggedTensor.from_tensor(x)


@pytest.mark.parametrize("make", [scipy.sparse.csr_matrix, ragged, np.ndarray.tolist])
def test_data_of_any_kind_never_ends_a_training(
    make: Any, logdir: Any, line: Any, data: Any, board: Any
) -> None:
    callback = TensorBoard(logdir, probe=(make(data[0]), data[1]))
    line.fit(*data, verbose=0, callbacks=[callback])
    assert list(board().histograms("run/train", "line/kernel")) == [0, 1, 2]
    report = board().texts("run/train", "logging")[0]
    seen = "line/output" in board().tags("run/train", "histograms")
    assert seen != ("The probe could not be used" in report)


@pytest.mark.parametrize("probe", [np.zeros((3, 4)), [1, 2], (1, 2, 3)])
def test_a_probe_that_is_no_pair_is_refused_at_once(logdir: Any, probe: Any) -> None:
    with pytest.raises(ValueError, match=r"Write probe=\(x, y\)"):
        TensorBoard(logdir, probe=probe)
