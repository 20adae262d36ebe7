"""What tools and habits expect of a callback called TensorBoard, since Keras' own has it."""

import copy
import pickle
import re
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from kb_tensorboard import TensorBoard


def pickled(callback: TensorBoard) -> Any:
    return pickle.loads(pickle.dumps(callback))  # noqa: S301 - its own


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, pickled])
@pytest.mark.parametrize("used", [False, True])
def test_a_copy_has_the_settings_and_records_for_itself(
    tmp_path: Path, line: Any, data: Any, board: Any, again: Any, *, used: bool
) -> None:
    callback = TensorBoard(tmp_path / "first", probe=data, budget=1.0, texts={"note": "by hand"})
    if used:
        line.fit(*data, verbose=0, callbacks=[callback])
    copied = again(callback)
    copied.log_dir = f"{copied.log_dir}/trial"
    line.fit(*data, verbose=0, callbacks=[copied])
    assert board().texts("first/trial/train", "note") == ["by hand"]
    assert "line/kernel/gradient" in board().tags("first/trial/train", "histograms")
    assert (tmp_path / "first" / "train").exists() == used


def test_the_folder_can_be_read_and_set(tmp_path: Path, line: Any, data: Any, board: Any) -> None:
    """KerasTuner gives each trial a folder of its own, by attribute and class name."""
    callback = TensorBoard(tmp_path / "a")
    assert type(callback).__name__ == "TensorBoard"
    assert callback.log_dir == str(tmp_path / "a")
    line.fit(*data, verbose=0, callbacks=[callback])
    callback.log_dir = str(tmp_path / "b")
    line.fit(*data, verbose=0, callbacks=[callback])
    assert list(board().scalars("a/train", "metrics/loss")) == [2]
    assert list(board().scalars("b/train", "metrics/loss")) == [4]


def test_without_a_folder_it_writes_where_keras_does() -> None:
    assert TensorBoard().log_dir == keras.callbacks.TensorBoard().log_dir == "logs"


def test_an_evaluation_is_a_point_as_with_keras(
    tmp_path: Path, line: Any, data: Any, board: Any
) -> None:
    line.compile("sgd", "mse", metrics=["mae"])
    ours, theirs = TensorBoard(tmp_path / "ours"), keras.callbacks.TensorBoard(tmp_path / "keras")
    for _ in range(2):
        expected = line.evaluate(*data, verbose=0, callbacks=[ours, theirs], return_dict=True)
        line.fit(*data, verbose=0)
    tags = board().tags("ours/validation", "scalars")
    # Keras writes its scalars as tensors
    assert tags == {"evaluation_loss_vs_iterations", "evaluation_mae_vs_iterations"}
    assert tags <= board().tags("keras/validation", "scalars")
    for tag in tags:
        points = board().scalars("ours/validation", tag)
        assert points == board().scalars("keras/validation", tag)
        assert list(points) == [0, 2]
    last = board().scalars("ours/validation", "evaluation_mae_vs_iterations")[2]
    assert last == pytest.approx(expected["mae"])


def test_a_validation_is_no_evaluation_by_itself(
    logdir: Path, line: Any, data: Any, board: Any
) -> None:
    line.fit(*data, validation_data=data, verbose=0, callbacks=[TensorBoard(logdir)])
    assert board().tags("run/validation", "scalars") == {"metrics/loss"}


@pytest.mark.parametrize("steps", [3, (2, 4)])
def test_some_steps_are_profiled(logdir: Path, line: Any, data: Any, steps: Any) -> None:
    callback = TensorBoard(logdir, profile=steps)
    line.fit(*data, batch_size=8, verbose=0, callbacks=[callback])
    line.fit(*data, batch_size=8, verbose=0, callbacks=[callback])
    assert len(list(logdir.glob("train/plugins/profile/*/*.xplane.pb"))) == 1


def test_a_profile_to_the_last_step_is_written(logdir: Path, line: Any, data: Any) -> None:
    line.fit(*data, batch_size=8, verbose=0, callbacks=[TensorBoard(logdir, profile=(5, 99))])
    assert len(list(logdir.glob("train/plugins/profile/*/*.xplane.pb"))) == 1


@pytest.mark.parametrize("steps", [0, -3, (4, 2), (1, 2, 3)])
def test_what_is_no_range_of_steps(logdir: Path, steps: Any) -> None:
    with pytest.raises(ValueError, match=r"such as profile=\(10, 20\)"):
        TensorBoard(logdir, profile=steps)


def words() -> keras.Model:
    layers = [
        keras.Input((3,), dtype="int32"),
        keras.layers.Embedding(5, 2, name="words"),
        keras.layers.Flatten(),
        keras.layers.Dense(1, name="score"),
    ]
    model = keras.Sequential(layers)
    model.compile("sgd", "mse")
    return model


def test_tables_of_embeddings_are_for_the_projector(logdir: Path) -> None:
    model = words()
    x = np.arange(24).reshape(8, 3) % 5
    names = ["the", "cat\tsat", "on", "a", "mat"]
    callback = TensorBoard(logdir, embeddings={"words": names})
    model.fit(x, x[:, :1], verbose=0, callbacks=[callback])
    config = (logdir / "train" / "projector_config.pbtxt").read_text()
    [table] = re.findall(r'tensor_path: "(.*)"', config)
    [labels] = re.findall(r'metadata_path: "(.*)"', config)
    written = np.loadtxt(logdir / "train" / table, delimiter="\t")
    np.testing.assert_allclose(written, model.layers[0].embeddings.numpy(), rtol=1e-6)
    found = (logdir / "train" / labels).read_text().splitlines()
    assert found == ["the", "cat sat", "on", "a", "mat"]


def test_names_that_do_not_fit_a_table_are_said(logdir: Path, board: Any) -> None:
    x = np.zeros((8, 3), "int32")
    callback = TensorBoard(logdir, embeddings={"words": ["one"]})
    words().fit(x, x[:, :1], verbose=0, callbacks=[callback])
    [report] = board().texts("run/train", "logging")
    assert "words has 5 rows, but 1 names were given" in report
    assert "score/kernel" in board().tags("run/train", "histograms")


def test_without_layers_there_are_metrics_and_no_complaint(
    logdir: Path, line: Any, data: Any, board: Any
) -> None:
    line.fit(*data, verbose=0, callbacks=[TensorBoard(logdir, layers=False)])
    assert list(board().scalars("run/train", "metrics/loss")) == [2]
    assert board().tags("run/train", "histograms") == set()
    assert "probe" not in board().texts("run/train", "logging")[0]
