"""What the package offers by name, each imported when it is first asked for."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import kb_registry
import pytest

LAZY = ["kb", "kb_engine", "kb_observe.data", "kb_observe.rules", "kb_registry", "kb_tensorboard"]


def checked(package: ModuleType) -> Iterator[tuple[str, str]]:
    """The names that a type checker sees in a package, each with its module."""
    tree = ast.parse(Path(str(package.__file__)).read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((name.name, node.module) for name in node.names)


@pytest.mark.parametrize("name", LAZY)
def test_every_public_name_is_what_a_type_checker_takes_it_for(name: str) -> None:
    package = import_module(name)
    modules = dict(checked(package))
    assert modules.keys() >= set(package.__all__)
    for each in package.__all__:
        assert getattr(package, each) is getattr(import_module(modules[each]), each)


@pytest.mark.parametrize("name", LAZY)
def test_public_names_are_listed_before_they_are_imported(name: str) -> None:
    code = f"import {name} as package\nprint(*set(package.__all__) - set(dir(package)))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not ran.stdout.strip()


def test_no_module_hides_a_public_name_once_it_is_imported() -> None:
    modules = {file.stem for file in Path(kb_registry.__file__).parent.iterdir()}
    assert modules.isdisjoint(kb_registry.__all__)


def test_any_other_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="'kb_registry' has no attribute 'activation'"):
        kb_registry.activation  # type: ignore[attr-defined]  # noqa: B018 - what a typo would do


def test_listing_by_group_makes_no_classes() -> None:
    code = (
        "import sys, kb_registry as kb\n"
        "print(len(kb.installed_registry().by_group()['kb.kinds']))\n"
        "print(*sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    count, modules = ran.stdout.splitlines()
    assert int(count) > 0
    assert {"attrs", "attr", "annotated_types", "kb_registry.vocabulary._block_kinds"}.isdisjoint(
        modules.split()
    )
