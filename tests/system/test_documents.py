"""Commands that README and guides show do what they say.

They run in this process, since each would otherwise wait for TensorFlow's start; trainings are
cut to one epoch of digits.
"""

import re
import shlex
from pathlib import Path

import pytest
from kb.main import app
from typer.testing import CliRunner

from tests.shell import kb, runs

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
COMMAND = re.compile(r"^    kb ((?:build|list|show|train) .+)$", re.MULTILINE)
SHORT = ["--data", "digits", "--epochs", "1", "--callback", "none"]


def commands() -> list[object]:
    """The commands that need nothing but what is installed; the guides' trainings are slow."""
    shown = {
        line: "slow" if line.startswith("train") and document.parent.name == "docs" else ""
        for document in reversed(DOCUMENTS)
        for line in COMMAND.findall(document.read_text())
        if not any(word in line for word in ("snake", "path=", "RUN", "..."))
    }
    return [
        pytest.param(line, id=line, marks=[pytest.mark.slow] if mark else [])
        for line, mark in shown.items()
    ]


def arguments(command: str, logdir: Path) -> list[str]:
    words = shlex.split(command, comments=True)
    if words[0] in {"build", "train"}:
        return [*words, *SHORT, "--logdir", str(logdir)]
    return words


def test_documents_show_commands() -> None:
    assert len(commands()) >= 10


@pytest.mark.parametrize("command", commands())
def test_a_shown_command_works(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    done = CliRunner().invoke(app, arguments(command, tmp_path), catch_exceptions=False)
    assert done.exit_code == 0, done.output


def test_the_demo_compares_three_recipes(tmp_path: Path) -> None:
    done = kb("demo", "--logdir", tmp_path)
    assert done.returncode == 0, done.stderr
    assert "95 % interval" in done.stdout
    assert "tensorboard --logdir" in done.stdout
    assert len(runs(tmp_path)) == 3
