"""The HParams page: columns, sessions and how they ended."""

import resource
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from kb_tensorboard import TensorBoard
from kb_tensorboard.hparams import _page as hparams
from tensorboard.plugins.hparams import api_pb2, metadata


def test_a_session_with_its_values(run: Any) -> None:
    content = run.board.content("run", "hparams", metadata.SESSION_START_INFO_TAG)
    start = metadata.parse_session_start_info_plugin_data(content)
    assert start.hparams["act"].string_value == "prelu"
    assert start.hparams["units"].number_value == 6
    assert start.hparams["dropout"].number_value == 0.2
    assert start.hparams["norm"].bool_value is True


def status(board: Any) -> int:
    content = board.content("run", "hparams", metadata.SESSION_END_INFO_TAG)
    end: int = metadata.parse_session_end_info_plugin_data(content).status
    return end


def test_a_session_that_ended_well(run: Any) -> None:
    assert status(run.board) == api_pb2.STATUS_SUCCESS


def test_a_session_whose_loss_is_not_finite_has_failed(
    logdir: Any, line: Any, data: Any, board: Any
) -> None:
    callback = TensorBoard(logdir, hparams={"act": "linear"})
    line.fit(data[0] * float("nan"), data[1], verbose=0, callbacks=[callback])
    assert status(board()) == api_pb2.STATUS_FAILURE


def columns(board: Any) -> tuple[list[str], list[tuple[str, str]]]:
    content = board.content(".", "hparams", metadata.EXPERIMENT_TAG)
    experiment = metadata.parse_experiment_plugin_data(content)
    names = [info.name for info in experiment.hparam_infos]
    metrics = [(info.name.group, info.name.tag) for info in experiment.metric_infos]
    return names, metrics


def test_hyperparameters_and_metrics_are_columns_and_the_curves_of_layers_are_not(run: Any) -> None:
    assert columns(run.board) == (
        ["act", "units", "dropout", "norm"],
        [
            ("train", "metrics/accuracy"),
            ("train", "metrics/loss"),
            ("validation", "metrics/accuracy"),
            ("validation", "metrics/loss"),
        ],
    )


def test_columns_are_declared_with_their_metrics(
    logdir: Any, line: Any, data: Any, board: Any
) -> None:
    """TensorBoard keeps to the first declaration that it sees."""
    root = Path(logdir).parent
    seen: list[list[Path]] = []

    class Looking(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
            seen.append(list(root.glob("*columns.kb")))

    callbacks = [TensorBoard(logdir, hparams={"act": "linear"}), Looking()]
    line.fit(*data, epochs=2, verbose=0, callbacks=callbacks)
    assert [len(each) for each in seen] == [0, 1]
    assert columns(board())[1] == [("train", "metrics/loss")]


def test_columns_of_other_runs_are_kept(tmp_path: Path, board: Any) -> None:
    hparams.declare_columns(str(tmp_path), {"act": 0, "seed": 0}, [("train", "metrics/loss")])
    other = [("validation", "metrics/loss")]
    hparams.declare_columns(str(tmp_path), {"act": 0, "momentum": 0.9}, other)
    names, metrics = columns(board())
    assert names == ["act", "seed", "momentum"]
    assert metrics == [("train", "metrics/loss"), ("validation", "metrics/loss")]
    assert len(list(tmp_path.iterdir())) == 1


def test_columns_in_which_runs_differ_come_first(tmp_path: Path, board: Any) -> None:
    for act, rate in [("elu", 0.1), ("prelu", 0.1), ("elu", 0.1)]:
        values: Any = {"act": act, "act.alpha": 1.0, "norm": True, "opt.learning_rate": rate}
        hparams.declare_columns(str(tmp_path), values, [])
    content = board().content(".", "hparams", metadata.EXPERIMENT_TAG)
    found = metadata.parse_experiment_plugin_data(content).hparam_infos
    assert [info.name for info in found if info.differs] == ["act"]


def test_columns_of_runs_to_come_are_declared_with_those_of_the_first(
    logdir: Any, line: Any, data: Any, board: Any
) -> None:
    """TensorBoard keeps to the first declaration that it sees."""
    siblings: dict[str, list[Any]] = {"act": ["relu", "elu"], "act.alpha": [1.0], "seed": [0, 0]}
    callback = TensorBoard(logdir, hparams={"act": "relu", "seed": 0}, siblings=siblings)
    line.fit(*data, verbose=0, callbacks=[callback])
    content = board().content(".", "hparams", metadata.EXPERIMENT_TAG)
    found = metadata.parse_experiment_plugin_data(content).hparam_infos
    assert {info.name: info.differs for info in found} == {
        "act": True,
        "seed": False,
        "act.alpha": False,
    }


def test_a_full_disk_leaves_no_part_of_a_file(tmp_path: Path) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, limits[1]))
    try:
        with pytest.raises(tf.errors.OpError, match="File too large"):
            hparams.declare_columns(str(tmp_path), {"act": "elu"}, [])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("value", [[300, 100], None, np.zeros(3)])
def test_a_value_that_fits_no_column_is_refused_at_once(tmp_path: Path, value: Any) -> None:
    with pytest.raises(
        TypeError, match=r"hparams\['layers'\] is .*, but TensorBoard's columns hold"
    ):
        TensorBoard(tmp_path, hparams={"layers": value})


def test_numbers_of_numpy_are_numbers(logdir: Any, line: Any, data: Any, board: Any) -> None:
    values: dict[str, np.generic] = {"units": np.int64(3), "rate": np.float32(0.5)}
    values["norm"] = np.True_
    line.fit(*data, verbose=0, callbacks=[TensorBoard(logdir, hparams=values)])
    content = board().content("run", "hparams", metadata.SESSION_START_INFO_TAG)
    start = metadata.parse_session_start_info_plugin_data(content)
    assert start.hparams["units"].number_value == 3
    assert start.hparams["rate"].number_value == 0.5
    assert start.hparams["norm"].bool_value is True


def test_columns_that_cannot_be_written_cost_the_columns_alone(
    logdir: Path, line: Any, data: Any, board: Any
) -> None:
    (logdir.parent / "events.out.tfevents.0.columns.kb").mkdir()  # root may write anywhere
    line.fit(*data, verbose=0, callbacks=[TensorBoard(logdir, hparams={"act": "linear"})])
    (logdir.parent / "events.out.tfevents.0.columns.kb").rmdir()
    assert list(board().scalars("run/train", "metrics/loss")) == [2]
    assert status(board()) == api_pb2.STATUS_SUCCESS
    [report] = board().texts("run/train", "logging")
    assert "The columns of the HParams page could not be written" in report


def test_a_folder_that_is_no_local_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: Any, data: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    for x in [data[0] * float("nan"), data[0]]:
        callback = TensorBoard("ram://logs/[first]", hparams={"act": "linear"})
        line.fit(x, data[1], verbose=0, callbacks=[callback])
    assert list(tmp_path.iterdir()) == []
    assert set(tf.io.gfile.listdir("ram://logs/")) == {
        "events.out.tfevents.0.columns.kb",
        "[first]",
    }
    names = tf.io.gfile.listdir("ram://logs/[first]")
    assert len([name for name in names if "tfevents" in name]) == 1


def test_a_new_session_removes_the_one_before_and_nothing_else(
    logdir: Path, line: Any, data: Any
) -> None:
    logdir.mkdir()
    (logdir / "events.out.tfevents.1.host").touch()
    for _ in range(2):
        line.fit(*data, verbose=0, callbacks=[TensorBoard(logdir, hparams={"act": "linear"})])
    names = sorted(path.name for path in logdir.iterdir())
    assert len(names) == 3
    assert {"events.out.tfevents.1.host", "train"} < set(names)
