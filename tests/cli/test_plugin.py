"""`kb plugin`: a package made in one command is whole."""

import os
import re
import sys
from pathlib import Path

import pytest

from tests.preloaded import python
from tests.shell import KB, install, kb, run

KINDS = [
    "activation",
    "constraint",
    "dropout",
    "initializer",
    "loss",
    "metric",
    "normalization",
    "optimizer",
    "regularizer",
    "schedule",
]


def put_to_the_test(kind: str, folder: Path) -> None:
    """Make a package, install it, run its tests, the kit and the type checker."""
    name = f"my_{kind}"
    assert kb("plugin", "new", name, "--kind", kind, "--into", folder).returncode == 0
    package = folder / f"kb-my-{kind}"
    environment = install(package, folder / "site")
    tested = python(
        "-m", "pytest", "-q", "--rootdir", package, package / "tests", environment=environment
    )
    assert tested.returncode == 0, tested.stdout
    checked = python(KB, "plugin", "check", package.name, environment=environment)
    assert checked.returncode == 0, checked.stdout
    assert "checks passed" in checked.stdout
    typed = run(
        environment, sys.executable, "-m", "mypy", "--config-file", package / "pyproject.toml",
        "--cache-dir", folder.parent / "mypy", package / f"kb_{name}",
    )  # fmt: skip
    assert typed.returncode == 0, typed.stdout


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_every_kinds_template_is_whole(kind: str, tmp_path: Path) -> None:
    put_to_the_test(kind, tmp_path)


@pytest.mark.slow
def test_a_new_package_passes_the_kit_and_trains_by_name(tmp_path: Path) -> None:
    assert kb("plugin", "new", "my_activation", cwd=tmp_path).returncode == 0
    environment = install(tmp_path / "kb-my-activation", tmp_path / "site")
    checked = python(KB, "plugin", "check", "kb-my-activation", environment=environment)
    assert checked.returncode == 0, checked.stdout
    command = ["train", "--act", "my_activation:0.2", "--epochs", "1", "--logdir"]
    trained = python(KB, *command, tmp_path / "logs", environment=environment)
    assert trained.returncode == 0, trained.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["new", "relu"], "keras-blocks-keras has an activation 'relu' already"),
        (["new", "Upper"], "'Upper' can't name a component"),
        (["new", "../escape"], "can't name a component"),
        (["new", "fine", "--kind", "callback"], "There is no template for a callback"),
        (["check", "kb-nowhere"], "registers no components"),
    ],
)
def test_a_mistake_is_a_message_and_writes_nothing(
    arguments: list[str], words: str, tmp_path: Path
) -> None:
    failed = kb("plugin", *arguments, cwd=tmp_path)
    assert failed.returncode == 2
    assert words in failed.stderr
    assert list(tmp_path.iterdir()) == []


FRAGILE = """
from kb_registry import Activation

class Fragile(Activation):
    "Fails wherever it is used."

    def build(self):
        raise OSError("no such lookup table")
"""


def test_a_check_that_fails_in_any_way_is_told_and_the_others_go_on(tmp_path: Path) -> None:
    (tmp_path / "fragile.py").write_text(FRAGILE)
    info = tmp_path / "kb_fragile-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.4\nName: kb-fragile\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[kb.activations]\nfragile = fragile:Fragile\n")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "COLUMNS": "120"}
    checked = python(KB, "plugin", "check", "kb-fragile", environment=environment)
    assert checked.returncode == 1
    assert checked.stderr == ""
    assert "failed  activations:fragile builds afresh" in checked.stdout
    assert "        OSError: no such lookup table\n" in checked.stdout
    ((passed, total),) = re.findall(r"(\d+) of (\d+) checks passed", checked.stdout)
    assert 0 < int(passed) < int(total)


def test_an_existing_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "kb-mine").mkdir()
    failed = kb("plugin", "new", "mine", cwd=tmp_path)
    assert failed.returncode == 2
    assert "exists already" in failed.stderr
    assert list((tmp_path / "kb-mine").iterdir()) == []
