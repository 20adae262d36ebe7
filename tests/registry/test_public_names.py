"""What the package offers by name, each imported when it is first asked for."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import kb_registry
import pytest


@pytest.mark.parametrize("name", kb_registry.__all__)
def test_every_public_name_is_the_object_of_its_module(name: str) -> None:
    assert getattr(kb_registry, name) is getattr(import_module(kb_registry._MODULES[name]), name)


def test_the_table_has_every_public_name_and_no_other() -> None:
    assert sorted(kb_registry._MODULES) == sorted(kb_registry.__all__)
    assert set(dir(kb_registry)) >= set(kb_registry.__all__)


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
