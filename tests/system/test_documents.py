"""Commands that README and guides show do what they say.

They run in this process, since each would otherwise wait for TensorFlow's start; trainings are
cut to one epoch of digits.
"""

import re
import shlex
from pathlib import Path
from textwrap import dedent

import pytest
from kb.main import app
from kb_engine import Recipe, train
from typer.testing import CliRunner

from tests.shell import kb, runs

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
PYTHON = re.compile(r"^    (import .+\n(?:(?:    .*)?\n)+)", re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
MODULE = re.compile(r"`(kb\w*/[\w/]*(?:\.py)?)`")
COMMAND = re.compile(r"^    kb ((?:build|check|list|probe|show|sweep|train) .+)$", re.MULTILINE)
SHORT = ["--data", "digits", "--epochs", "1", "--callback", "none"]


def commands() -> list[object]:
    """The commands that need nothing but what is installed."""
    shown = {
        line: _is_slow(line, document)
        for document in reversed(DOCUMENTS)
        for line in COMMAND.findall(document.read_text())
        if not any(word in line for word in ("snake", "path=", "RUN", "NAME", "..."))
    }
    return [
        pytest.param(line, id=line, marks=[pytest.mark.slow] if slow else [])
        for line, slow in shown.items()
    ]


def _is_slow(command: str, document: Path) -> bool:
    return command.startswith("probe") or (
        command.startswith("train") and document.parent.name == "docs"
    )


def arguments(command: str, logdir: Path) -> list[str]:
    words = shlex.split(command, comments=True)
    if words[0] in {"build", "train"}:
        return [*words, *SHORT, "--logdir", str(logdir)]
    if words[0] == "sweep":
        return [*words, "--dry-run"]
    return words


def test_documents_show_commands() -> None:
    assert len(commands()) >= 10


@pytest.mark.parametrize("command", commands())
def test_a_shown_command_works(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    done = CliRunner().invoke(app, arguments(command, tmp_path), catch_exceptions=False)
    unhealthy = command.startswith("probe --act sigmoid")  # which the documents say, too
    assert done.exit_code == int(unhealthy), done.output


@pytest.mark.slow
@pytest.mark.parametrize(
    "code",
    [
        pytest.param(PYTHON.findall((ROOT / page).read_text()), id=page)
        for page in (
            "README.md",
            "docs/diagnosis.md",
            "docs/export.md",
            "docs/notebook.md",
            "docs/prediction.md",
        )
    ],
)
def test_shown_python_runs(
    code: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (shown,) = code
    short = dedent(f"    {shown}").replace("epochs=20", "epochs=1")
    exec(short.replace('"logs/RUN"', "run.run.folder"), {})  # noqa: S102 - the documents are our own


def test_links_lead_to_files() -> None:
    pages = [*DOCUMENTS, *ROOT.glob("*/README.md"), *ROOT.glob("*/*/README.md")]
    links = [(page, to) for page in pages for to in LINK.findall(page.read_text())]
    assert [to for page, to in links if not (page.parent / to).exists()] == []
    assert len(links) > 5


def test_files_that_documents_name_exist() -> None:
    folders = [
        ROOT / "examples" / "kb-snake",
        *(file.parent for file in ROOT.glob("*/pyproject.toml")),
    ]
    folders += [file.parent for file in ROOT.glob("plugins/*/pyproject.toml")]
    pages = [*DOCUMENTS, ROOT / "CONTRIBUTING.md"]
    named = [name for page in pages for name in MODULE.findall(page.read_text())]
    assert len(named) > 20
    assert [name for name in named if not any((each / name).exists() for each in folders)] == []


@pytest.mark.slow
def test_the_demo_compares_three_recipes(tmp_path: Path) -> None:
    done = kb("demo", "--logdir", tmp_path)
    assert done.returncode == 0, done.stderr
    assert "95 % interval" in done.stdout
    assert "tensorboard --logdir" in done.stdout
    assert len(runs(tmp_path)) == 3


OF_A_RUN = re.compile(r"^    kb ((?:evaluate|predict|show) logs/RUN.*)$", re.MULTILINE)


def commands_of_a_run() -> list[object]:
    """What is shown of trained runs, but for pictures and what stands behind a pipe."""
    shown = {
        line: document.parent.name == "docs"
        for document in reversed(DOCUMENTS)
        for line in OF_A_RUN.findall(document.read_text())
        if "pictures/" not in line
    }
    return [
        pytest.param(line, id=line, marks=[pytest.mark.slow] if in_guide else [])
        for line, in_guide in shown.items()
    ]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A run on images and one on a table with words."""
    folder = tmp_path_factory.mktemp("trained")
    rows = [f"{20 + i % 40},{('Rome', 'Oslo')[i % 2]},{'ny'[i // 2 % 2]}" for i in range(80)]
    (folder / "table.csv").write_text("\n".join(["age,city,buys", *rows]))
    table = {"name": "csv", "path": str(folder / "table.csv"), "target": "buys"}
    choices = {"drop": "dropout:0.2", "epochs": 1, "callback": "none"}
    return {
        data: train(
            Recipe.from_choices({**choices, "data": table if data == "table" else data}),
            folder / "logs",
        ).run.folder
        for data in ("digits", "table")
    }


@pytest.mark.parametrize("command", commands_of_a_run())
def test_what_is_shown_of_a_run_works(
    command: str, trained: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    table = trained["table"].parent.parent / "table.csv"
    (tmp_path / "new.csv").write_bytes(table.read_bytes())
    run = trained["table" if "new.csv" in command else "digits"]
    typed = command.replace("logs/RUN", str(run)).replace("fashion_mnist", "digits")
    done = CliRunner().invoke(app, shlex.split(typed, comments=True), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    for option in ("--plot", "--out"):
        if option in typed:
            assert (tmp_path / typed.split(f"{option} ")[1].split()[0]).stat().st_size > 0
