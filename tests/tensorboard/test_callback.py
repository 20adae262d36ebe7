"""What holds for the callback as a whole."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import kb_tensorboard
import pytest
from kb_tensorboard import TensorBoard


def test_importing_the_package_imports_neither_keras_nor_tensorflow() -> None:
    code = "import sys, kb_tensorboard; print({'keras', 'tensorflow'} & set(sys.modules))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert result.stdout.strip() == b"set()"


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'TensorBored'"):
        _ = kb_tensorboard.TensorBored  # type: ignore[attr-defined]  # what is tested


def test_texts_are_shown(run: Any) -> None:
    assert run.board.texts("run/train", "recipe") == ["# A small classifier"]


def test_without_hparams_nothing_is_written_outside_the_run(
    tmp_path: Path, line: Any, data: Any
) -> None:
    line.fit(*data, verbose=0, callbacks=[TensorBoard(tmp_path / "run")])
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_a_folder_that_cannot_be_written_is_one_warning_and_training_goes_on(
    tmp_path: Path, line: Any, data: Any
) -> None:
    (tmp_path / "file").write_text("in the way")
    callback = TensorBoard(tmp_path / "file" / "run", hparams={"act": "linear"})
    with pytest.warns(RuntimeWarning, match="Nothing more is logged") as warned:
        history = line.fit(*data, epochs=3, verbose=0, callbacks=[callback]).history
    assert len(history["loss"]) == 3
    assert len(warned) == 1


def test_without_layers_metrics_alone_are_logged(
    tmp_path: Path, line: Any, data: Any, board: Any
) -> None:
    callback = TensorBoard(tmp_path / "run", layers=False)
    line.fit(*data, epochs=2, validation_data=data, verbose=0, callbacks=[callback])
    found = board()
    tags = found.tags("run/train", "scalars") | found.tags("run/validation", "scalars")
    assert any("loss" in tag for tag in tags)
    assert not any("line" in tag for tag in tags)
    assert found.tags("run/train", "histograms") == set()
    assert found.tags("run/train", "graphs") == set()
