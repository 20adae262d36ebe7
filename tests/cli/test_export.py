"""`kb export` from a shell."""

import json
from pathlib import Path

import pytest
from kb_engine import Recipe, train

from tests.shell import kb


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    recipe = Recipe.from_choices({"epochs": 1, "callback": []})
    return train(recipe, tmp_path_factory.mktemp("logs")).run.folder


def test_a_run_is_exported_once(run: Path) -> None:
    done = kb("export", run, "--to", "onnx")
    assert done.returncode == 0, done.stderr
    assert f"Written to {run / 'exported.onnx'}" in done.stdout
    assert "256 rows predicted with it: the largest difference is" in done.stdout
    again = kb("export", run, "--to", "onnx")
    assert again.returncode == 2
    assert f"{run / 'exported.onnx'} exists." in again.stderr
    assert "Or replace it:\n    --force" in again.stderr
    told = json.loads(kb("export", run, "--to", "onnx", "--force", "--json").stdout)
    assert told["path"] == str(run / "exported.onnx")
    assert told["rows"] == 256
    assert told["largest_difference"] < 1e-5


def test_a_format_that_does_not_exist(run: Path) -> None:
    done = kb("export", run, "--to", "onxn")
    assert done.returncode == 2
    assert "Did you mean onnx?" in done.stderr


def test_a_run_that_is_not_there(tmp_path: Path) -> None:
    done = kb("export", tmp_path, "--to", "weights")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []
