"""Commands that README and guides show do what they say."""

import re
import shlex
from pathlib import Path

import pytest

from tests.shell import kb, runs

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
COMMAND = re.compile(r"^    kb ((?:build|list|show) .+)$", re.MULTILINE)


def commands() -> list[str]:
    """The commands that end by themselves within seconds and need no file of the reader's."""
    shown = {line for document in DOCUMENTS for line in COMMAND.findall(document.read_text())}
    return sorted(line for line in shown if "snake" not in line and "..." not in line)


def test_documents_show_commands() -> None:
    assert len(commands()) >= 3


@pytest.mark.parametrize("command", commands())
def test_a_shown_command_works(command: str, tmp_path: Path) -> None:
    arguments = shlex.split(command, comments=True)
    logdir = ["--logdir", str(tmp_path)] if arguments[0] == "build" else []
    done = kb(*arguments, *logdir, cwd=ROOT)
    assert done.returncode == 0, done.stderr


def test_the_demo_compares_three_recipes(tmp_path: Path) -> None:
    done = kb("demo", "--logdir", tmp_path)
    assert done.returncode == 0, done.stderr
    assert "95 % interval" in done.stdout
    assert "tensorboard --logdir" in done.stdout
    assert len(runs(tmp_path)) == 3
