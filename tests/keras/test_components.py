"""What holds for every block of Keras: it costs no import, is documented, and builds afresh."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from kb_keras.initializers import HeNormal
from kb_registry import (
    Component,
    Initializer,
    RunContext,
    Seeded,
    Trait,
    installed_registry,
    seeded,
    structure,
    to_text,
)

from tests.keras.inventory import Registered, classes, identify, registered

BLOCKS = list(registered())


@pytest.fixture
def run(tmp_path: Path) -> RunContext:
    return RunContext(folder=tmp_path, recipe={}, choices={}, environment={}, data=None)


def test_components_import_neither_keras_nor_numpy() -> None:
    modules = sorted({cls.__module__ for cls in classes()})
    program = (
        "import sys, importlib\n"
        "for name in sys.argv[1:]: importlib.import_module(name)\n"
        "print(*{'keras', 'tensorflow', 'numpy'} & set(sys.modules))\n"
    )
    command = [sys.executable, "-c", program, *modules]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert len(modules) > 20
    assert result.stdout.strip() == ""


@pytest.mark.parametrize("found", BLOCKS, ids=identify)
def test_a_block_builds_a_new_object_each_time(found: Registered, run: RunContext) -> None:
    first, second = found.build(run), found.build(run)
    if found.name == "accuracy":
        assert first == second == "accuracy"
    else:
        assert first is not second
        assert type(first) is type(second)


@pytest.mark.parametrize("found", BLOCKS, ids=identify)
def test_a_block_written_as_text_reads_back_the_same(found: Registered) -> None:
    registry, component = installed_registry(), found.example()
    assert structure(found.kind, to_text(component, registry), registry) == component


@pytest.mark.parametrize("cls", classes(), ids=lambda cls: cls.__qualname__)
def test_a_block_is_documented(cls: type[Component]) -> None:
    assert re.fullmatch(r"\S.{9,}\.", cls.summary()), "the first line is a sentence"
    for parameter in cls.parameters().values():
        assert parameter.help, f"{parameter.name} needs a line of help"
        assert not parameter.help.endswith(".")
    if cls.reference:
        assert re.search(r"(19|20)\d\d", cls.reference), "a paper has a year"


def test_what_blocks_pair_with_is_there() -> None:
    registry = installed_registry()
    known = {name for kind in registry.kinds() for name in registry.names(kind)}
    named = {name for cls in classes() for name in cls.pairs_with}
    assert named
    assert named - known == set()


@pytest.mark.parametrize("family", ["he", "glorot", "lecun"])
def test_an_activation_pairs_with_an_initializer_of_the_family_that_it_needs(family: str) -> None:
    registry = installed_registry()
    family_names = {
        entry.name for entry, cls in registry.components(Initializer) if family in cls.traits
    }
    needing = [cls for cls in classes() if f"needs_{family}_init" in cls.traits]
    assert needing
    assert [cls.__name__ for cls in needing if not family_names & set(cls.pairs_with)] == []


def test_the_vocabulary_of_traits_is_spoken() -> None:
    registry = installed_registry()
    spoken = frozenset().union(
        *(
            cls.traits
            for kind in registry.kinds()
            for entry, cls in registry.components(kind)
            if entry.distribution.startswith("keras-blocks-")
        )
    )
    assert spoken == set(Trait)


@pytest.mark.parametrize("cls", classes(), ids=lambda cls: cls.__qualname__)
def test_a_block_is_called_random_if_it_takes_a_seed(cls: type[Component]) -> None:
    assert ("seed" in cls.parameters()) == issubclass(cls, Seeded) == ("random" in cls.traits)


def test_a_seed_decides_what_is_drawn() -> None:
    def draw(component: HeNormal) -> Any:
        return component.build()((3, 4)).numpy().tolist()

    assert draw(HeNormal(seed=1)) == draw(HeNormal(seed=1))
    assert draw(HeNormal(seed=1)) != draw(HeNormal(seed=2))
    assert draw(seeded(HeNormal(), 0, "a")) != draw(seeded(HeNormal(), 0, "b"))
