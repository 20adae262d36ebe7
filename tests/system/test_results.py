"""What has to hold of results, seen from a shell."""

import json
import os
from pathlib import Path

import pytest

from tests.shell import KB, kb, run, runs


def result_of(logdir: Path) -> dict[str, dict[str, dict[str, float]]]:
    (folder,) = runs(logdir)
    loaded: dict[str, dict[str, dict[str, float]]] = json.loads(
        (folder / "result.json").read_text()
    )
    return loaded


@pytest.mark.slow
def test_batch_norm_and_nadam_read_digits(tmp_path: Path) -> None:
    trained = kb(
        "train", "--norm", "batch_norm", "--opt", "nadam", "--epochs", "20", "--logdir", tmp_path
    )
    assert trained.returncode == 0, trained.stderr
    assert result_of(tmp_path)["scores"]["test"]["accuracy"] > 0.97


@pytest.mark.slow
def test_two_processes_give_the_same_losses_to_the_last_digit(tmp_path: Path) -> None:
    choices = ["--act", "prelu", "--norm", "batch_norm", "--drop", "dropout:0.2", "--epochs", "2"]
    assert kb("train", *choices, "--logdir", tmp_path / "first").returncode == 0
    apart = run(dict(os.environ), KB, "train", *choices, "--logdir", str(tmp_path / "second"))
    assert apart.returncode == 0, apart.stderr
    first, second = result_of(tmp_path / "first"), result_of(tmp_path / "second")
    assert first["history"] == second["history"]
    assert first["scores"] == second["scores"]
