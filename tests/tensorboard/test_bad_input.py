"""Models, devices and disks as they come."""

import os
import resource
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from kb_tensorboard import TensorBoard


def look(logdir: Path, model: Any, **options: Any) -> None:
    callbacks = keras.callbacks.CallbackList([TensorBoard(logdir, **options)], model=model)
    callbacks.on_train_begin()
    callbacks.on_train_end()


class Odd(keras.Model):
    """A subclassed model with integer and half-precision weights."""

    def __init__(self) -> None:
        super().__init__()
        self.counts = self.add_weight(
            name="counts", shape=(3,), dtype="int32", initializer="zeros", trainable=False
        )
        self.dense = keras.layers.Dense(1, dtype="bfloat16")

    def call(self, x: Any) -> Any:
        return keras.ops.cast(self.dense(x), "float32")


def test_a_subclassed_model_with_integer_and_half_precision_weights(
    logdir: Path, data: Any, board: Any
) -> None:
    model = Odd()
    model.compile("sgd", "mse")
    model.fit(*data, verbose=0, callbacks=[TensorBoard(logdir, probe=data, budget=1.0)])
    histograms = board().tags("run/train", "histograms")
    assert {"model/counts", "dense/kernel", "dense/kernel/gradient", "dense/output"} <= histograms
    assert board().tags("run/train", "graphs") == set()


def test_weights_that_are_not_finite(logdir: Path, line: Any, board: Any) -> None:
    line.set_weights([np.array([[np.nan], [np.inf], [1], [3]]), np.array([np.nan])])
    look(logdir, line)
    kernel = board().histograms("run/train", "line/kernel")[0]
    assert (kernel[0, 0], kernel[-1, 1], kernel[:, 2].sum()) == (1, 3, 2)
    assert board().scalars("run/train", "line/kernel/not_finite") == {0: 2}
    assert not board().histograms("run/train", "line/bias")[0].any()


def test_a_model_that_is_not_built_yet(logdir: Path, data: Any, board: Any) -> None:
    model = keras.Sequential([keras.layers.Dense(1, name="line")])
    look(logdir, model)
    model.compile("sgd", "mse")
    model.fit(*data, verbose=0, callbacks=[TensorBoard(logdir, budget=1.0)])
    assert list(board().histograms("run/train", "line/kernel"))[-1] == 2


@pytest.mark.parametrize("options", [{"jit_compile": True}, {"run_eagerly": True}])
def test_compiled_by_xla_and_not_compiled_at_all(
    logdir: Path, line: Any, data: Any, board: Any, options: dict[str, bool]
) -> None:
    line.compile("sgd", "mse", **options)
    line.fit(
        *data, batch_size=8, verbose=0, callbacks=[TensorBoard(logdir, probe=data, budget=1.0)]
    )
    assert list(board().scalars("run/train", "batch/loss")) == list(range(1, 9))
    assert list(board().histograms("run/train", "line/kernel/gradient")) == [0, 2, 4, 6, 8]


def test_several_devices(logdir: Path, data: Any, board: Any) -> None:
    strategy = tf.distribute.MirroredStrategy(["CPU:0"])
    with strategy.scope():
        layers = [keras.Input((4,)), keras.layers.Dense(2, name="a")]
        model = keras.Sequential([*layers, keras.layers.BatchNormalization(name="norm")])
        model.compile("sgd", "sparse_categorical_crossentropy")
    y = data[1] % 2
    callback = TensorBoard(logdir, probe=(data[0], y), budget=1.0)
    model.fit(data[0], y, batch_size=8, verbose=0, callbacks=[callback])
    assert list(board().scalars("run/train", "batch/loss")) == list(range(1, 9))
    assert list(board().histograms("run/train", "norm/moving_mean")) == [0, 2, 4, 6, 8]
    assert "a/kernel/gradient" in board().tags("run/train", "histograms")


@pytest.fixture
def nearly_full_disk() -> Iterator[None]:
    """No file may grow beyond 20,000 bytes."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, limits[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_a_disk_that_fills_up_in_mid_run_is_one_warning(
    logdir: Path, line: Any, data: Any, board: Any, nearly_full_disk: None
) -> None:
    callback = TensorBoard(logdir, budget=1.0)
    with pytest.warns(RuntimeWarning, match="Nothing more is logged") as warned:
        history = line.fit(*data, batch_size=8, epochs=9, verbose=0, callbacks=[callback]).history
    assert len(warned) == 1
    assert len(history["loss"]) == 9
    assert 0 < len(board().scalars("run/train", "batch/loss")) < 72


KILLED = """
    import sys, keras, numpy as np, kb_tensorboard
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, name="line")])
    model.compile("sgd", "mse")
    class Tell(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            print(epoch, flush=True)
            {then}
    x = np.ones((64, 2))
    callback = kb_tensorboard.TensorBoard(sys.argv[1], budget=1.0)
    model.fit(x, x[:, :1], batch_size=8, epochs=100000, verbose=0, callbacks=[callback, Tell()])
"""


@pytest.mark.slow
def test_a_killed_run_keeps_what_it_had_logged(logdir: Path, board: Any) -> None:
    code = textwrap.dedent(KILLED.format(then="pass"))
    with subprocess.Popen(
        [sys.executable, "-c", code, str(logdir)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3"},
    ) as process:
        assert process.stdout is not None
        for _ in range(20):
            process.stdout.readline()
        time.sleep(0.5)  # the writer is a moment behind
        process.send_signal(signal.SIGKILL)
    assert len(board().scalars("run/train", "metrics/loss")) >= 1
