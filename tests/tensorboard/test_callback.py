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
    assert sum("Nothing more is logged" in str(each.message) for each in warned) == 1


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


def test_layers_apart_can_be_deleted_without_the_metrics(
    tmp_path: Path, line: Any, data: Any, board: Any
) -> None:
    for layers in (True, "apart", False):
        callback = TensorBoard(tmp_path / str(layers), layers=layers, probe=data)
        line.fit(*data, epochs=2, validation_data=data, verbose=0, callbacks=[callback])
    found = board()

    def tags(run: str, plugin: str) -> set[str]:
        return set(found.tags(run, plugin))

    for plugin in ("scalars", "histograms", "graphs"):
        assert tags("apart/train", plugin) == tags("False/train", plugin)
        assert tags("apart/train", plugin) | tags("apart/layers", plugin) == tags(
            "True/train", plugin
        )
    assert tags("apart/layers", "histograms")
    assert tags("apart/layers", "graphs")
    assert not any(tag.startswith("metrics/") for tag in tags("apart/layers", "scalars"))


def test_a_place_for_layers_that_there_is_not_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="must be True, False or 'apart'"):
        TensorBoard(tmp_path, layers="appart")  # type: ignore[arg-type]  # that is the mistake
