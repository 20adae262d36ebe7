"""Beyond import-linter: whose modules are inner, who reads annotations, who names commands."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from kb.group import Commands
from kb.main import app
from typer.core import TyperGroup
from typer.main import get_group

ROOT = Path(__file__).parents[2]
PACKAGES = {
    folder.name: folder
    for where in ("registry", "observe", "engine", "cli", "plugins/*", "examples/*")
    for folder in ROOT.glob(f"{where}/kb*")
    if (folder / "__init__.py").exists()
}

FOLDERS = sorted(folder.relative_to(ROOT).as_posix() for folder in PACKAGES.values())


def modules(package: str) -> Iterator[Path]:
    return PACKAGES[package].rglob("*.py")


def imported(file: Path) -> Iterator[str]:
    """Every module that a file imports, wherever in it the import stands."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{name.name}" for name in node.names)
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


def is_inner(module: str) -> bool:
    return any(part.startswith("_") and not part.startswith("__") for part in module.split("."))


def test_all_packages_are_looked_at() -> None:
    assert {"kb", "kb_engine", "kb_keras", "kb_observe", "kb_registry"} <= set(PACKAGES)


@pytest.mark.parametrize("folder", [*FOLDERS, "tests", "benchmarks"])
def test_no_module_has_more_than_300_lines(folder: str) -> None:
    lines = {
        str(file.relative_to(ROOT)): len(file.read_text(encoding="utf-8").splitlines())
        for file in (ROOT / folder).rglob("*.py")
    }
    assert lines
    assert not {file: number for file, number in lines.items() if number > 300}


@pytest.mark.parametrize("package", sorted(PACKAGES))
def test_no_package_imports_inner_modules_of_another(package: str) -> None:
    found = {
        f"{file.relative_to(ROOT)}: {module}"
        for file in modules(package)
        for module in imported(file)
        if is_inner(module) and module.partition(".")[0] in PACKAGES.keys() - {package}
    }
    assert not found


def test_annotations_are_taken_apart_in_one_module_alone() -> None:
    readers = {
        file.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for file in modules(package)
        if "typing.get_origin" in imported(file)
    }
    assert readers == {"registry/kb_registry/components/_annotation_reading.py"}


def options(command: Any) -> Iterator[str]:
    """The options of a command and of those in it."""
    for parameter in command.params:
        yield from (name for name in parameter.opts if name.startswith("--"))
    if isinstance(command, TyperGroup):
        for name in command.list_commands(None):  # type: ignore[arg-type]  # none is needed
            yield from options(command.get_command(None, name))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def front_end() -> re.Pattern[str]:
    """A command (`kb resume`), a call (`kb.resume(`), or one of their options (`--logdir`)."""
    names = "|".join({*options(get_group(app))} - {"--help"})
    return re.compile(rf"\bkb ({'|'.join(Commands.places)})\b|\bkb\.[a-z_]+\(|({names})\b(?!-)")


@pytest.mark.parametrize("package", sorted(PACKAGES.keys() - {"kb", "kb_snake"}))
def test_no_text_below_the_front_end_names_its_commands_or_options(
    package: str, front_end: re.Pattern[str]
) -> None:
    found = {
        f"{file.relative_to(ROOT)}:{node.lineno}: {match[0]}"
        for file in modules(package)
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        for match in front_end.finditer(node.value)
        if file.name != "_suggestions.py"  # says what to type in Python
    }
    assert not found
