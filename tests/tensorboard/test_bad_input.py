"""Models, devices and disks as they come."""

import resource
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from kb_tensorboard import TensorBoard
from tensorboard.plugins.hparams import api_pb2, metadata

from tests.preloaded import python


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


def test_weights_that_are_not_finite(look: Any, line: Any) -> None:
    line.set_weights([np.array([[np.nan], [np.inf], [1], [3]]), np.array([np.nan])])
    seen = look(line)
    kernel = seen.histograms("run/train", "line/kernel")[0]
    assert (kernel[0, 0], kernel[-1, 1], kernel[:, 2].sum()) == (1, 3, 2)
    assert seen.scalars("run/train", "line/kernel/not_finite") == {0: 2}
    assert not seen.histograms("run/train", "line/bias")[0].any()


def test_a_model_that_is_not_built_yet(logdir: Path, look: Any, data: Any, board: Any) -> None:
    model = keras.Sequential([keras.layers.Dense(1, name="line")])
    look(model)
    model.compile("sgd", "mse")
    model.fit(*data, verbose=0, callbacks=[TensorBoard(logdir, budget=1.0)])
    assert list(board().histograms("run/train", "line/kernel"))[-1] == 2


@pytest.mark.parametrize("options", [{"jit_compile": True}, {"run_eagerly": True}])
def test_compiled_by_xla_and_not_compiled_at_all(
    logdir: Path, line: Any, data: Any, board: Any, options: dict[str, bool]
) -> None:
    line.compile("sgd", "mse", **options)
    callback = TensorBoard(logdir, probe=data, budget=1.0)
    loss = line.fit(*data, batch_size=8, verbose=0, callbacks=[callback]).history["loss"]
    assert list(board().scalars("run/train", "metrics/loss").values()) == pytest.approx(loss)
    batches = board().scalars("run/train", "batch/loss")
    assert list(batches) == list(range(1, 9))
    assert np.mean(list(batches.values())) == pytest.approx(loss[0], rel=1e-4)
    kernel = board().histograms("run/train", "line/kernel")[8]
    assert kernel[-1, 1] == pytest.approx(line.layers[-1].kernel.numpy().max())
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
    assert sum("Nothing more is logged" in str(each.message) for each in warned) == 1
    assert len(history["loss"]) == 9
    assert 0 < len(board().scalars("run/train", "batch/loss")) < 72


UNFINISHED = """
    import os, signal, sys, time, keras, numpy as np, kb_tensorboard
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, name="line")])
    model.compile("sgd", "mse")
    class End(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            if epoch == 20:
                {end}
    x = np.ones((64, 2))
    callback = kb_tensorboard.TensorBoard(sys.argv[1], budget=1.0, hparams={{"act": "linear"}})
    model.fit(x, x[:, :1], batch_size=8, epochs=40, verbose=0, callbacks=[callback, End()])
"""
CTRL_C = (  # which jobs in the background ignore
    "signal.signal(signal.SIGINT, signal.default_int_handler); os.kill(os.getpid(), signal.SIGINT)"
)
CAUGHT_UP = "time.sleep(0.5); "  # the writer is a moment behind


def session_status(board: Any) -> int | None:
    """How the session of the folder `run` ended, or None if it seems to be running."""
    try:
        content = board.content("run", "hparams", metadata.SESSION_END_INFO_TAG)
    except KeyError:
        return None
    status: int = metadata.parse_session_end_info_plugin_data(content).status
    return status


@pytest.mark.slow
@pytest.mark.parametrize(
    ("end", "status"),
    [
        pytest.param("raise RuntimeError", api_pb2.STATUS_FAILURE, id="exception"),
        pytest.param(CTRL_C, api_pb2.STATUS_FAILURE, id="ctrl-c"),
        pytest.param(CAUGHT_UP + "os.kill(os.getpid(), signal.SIGTERM)", None, id="sigterm"),
        pytest.param(CAUGHT_UP + "os.kill(os.getpid(), signal.SIGKILL)", None, id="sigkill"),
    ],
)
def test_a_run_that_does_not_end_well_keeps_what_it_had_logged(
    logdir: Path, board: Any, end: str, status: int | None
) -> None:
    code = textwrap.dedent(UNFINISHED.format(end=end))
    assert python("-c", code, logdir).returncode != 0
    assert list(board().scalars("run/train", "metrics/loss")) == list(range(8, 169, 8))
    assert list(board().scalars("run/train", "batch/loss")) == list(range(1, 169))
    assert session_status(board()) == status


def test_a_run_that_failed_and_is_resumed_has_not_failed(
    logdir: Path, line: Any, data: Any, board: Any
) -> None:
    for inputs, status in [(data[0] * np.nan, "FAILURE"), (data[0], "SUCCESS")]:
        line.set_weights([np.zeros((4, 1)), np.zeros(1)])
        callback = TensorBoard(logdir, hparams={"act": "linear"})
        line.fit(inputs, data[1], verbose=0, callbacks=[callback])
        assert session_status(board()) == getattr(api_pb2, f"STATUS_{status}")


TOGETHER = """
    import sys, keras, numpy as np, kb_tensorboard
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, name="line")])
    model.compile("sgd", "mse")
    x = np.ones((64, 2))
    callback = kb_tensorboard.TensorBoard(sys.argv[1], budget=1.0, hparams={"act": "linear"})
    print("ready", flush=True)
    sys.stdin.readline()
    loss = model.fit(x, x[:, :1], batch_size=8, epochs=3, verbose=0, callbacks=[callback])
    print(len(loss.history["loss"]))
"""


@pytest.mark.slow
def test_two_processes_that_write_into_one_folder_at_once(logdir: Path, board: Any) -> None:
    command = [sys.executable, "-c", textwrap.dedent(TOGETHER), str(logdir)]
    start: Any = partial(subprocess.Popen, command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with start() as first, start() as second:
        for process in (first, second):
            assert process.stdout.readline() == b"ready\n"
        for process in (first, second):
            process.stdin.write(b"\n")
            process.stdin.flush()
        assert [process.stdout.read() for process in (first, second)] == [b"3\n", b"3\n"]
    assert len(list((logdir / "train").iterdir())) == 2
    assert list(board().scalars("run/train", "metrics/loss")) == [8, 16, 24]
    assert session_status(board()) == api_pb2.STATUS_SUCCESS


TWO_DEVICES = """
    import sys, keras, numpy as np, tensorflow as tf, kb_tensorboard
    cpu = tf.config.list_physical_devices("CPU")[0]
    tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)
    x = np.random.default_rng(0).normal(size=(64, 4)).astype("float32")
    with tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"]).scope():
        layers = [keras.Input((4,)), keras.layers.Dense(4, name="a")]
        model = keras.Sequential([*layers, keras.layers.BatchNormalization(name="norm")])
        model.compile("sgd", "mse")
    callback = kb_tensorboard.TensorBoard(sys.argv[1], budget=1.0, probe=(x, x))
    loss = model.fit(x, x, batch_size=8, epochs=2, verbose=0, callbacks=[callback])
    np.savez(sys.argv[2], kernel=model.layers[0].kernel.numpy(), loss=loss.history["loss"],
             mean=model.layers[1].moving_mean.numpy())
"""


@pytest.mark.slow
def test_two_devices(logdir: Path, tmp_path: Path, board: Any) -> None:
    result = tmp_path / "result.npz"
    trained = python("-c", textwrap.dedent(TWO_DEVICES), logdir, result)
    assert trained.returncode == 0, trained.stderr
    found, expected = board(), np.load(result)
    loss = found.scalars("run/train", "metrics/loss")
    assert list(loss) == [8, 16]
    assert list(loss.values()) == pytest.approx(expected["loss"])
    assert list(found.scalars("run/train", "batch/loss")) == list(range(1, 17))
    assert sum(found.scalars("run/train", "batch/loss")[s] for s in range(9, 17)) / 8 == (
        pytest.approx(loss[16], rel=1e-4)
    )
    kernel = found.histograms("run/train", "a/kernel")
    assert list(kernel) == list(range(0, 17, 2))
    assert kernel[16][:, 2].sum() == 16
    assert kernel[16][-1, 1] == pytest.approx(expected["kernel"].max())
    mean = found.scalars("run/train", "norm/moving_mean/mean")[16]
    assert mean == pytest.approx(expected["mean"].mean(), abs=1e-6)
    assert {"a/kernel/gradient", "a/output"} <= found.tags("run/train", "histograms")
