"""Every distribution declares what it imports, so that it works where it is installed alone."""

import ast
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from kb_registry.installed._distributions import normalize
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parents[2]
OURS = sorted(
    path.parent for at in ("*", "plugins/*") for path in ROOT.glob(f"{at}/pyproject.toml")
)
FOLDERS = [*OURS, *sorted(path.parent for path in ROOT.glob("examples/*/pyproject.toml"))]
each_of_ours = pytest.mark.parametrize("folder", OURS, ids=lambda folder: folder.name)


def project(folder: Path) -> dict[str, object]:
    content: dict[str, object] = tomllib.loads((folder / "pyproject.toml").read_text())["project"]
    return content


def package(folder: Path) -> Path:
    """The one package of a distribution."""
    (init,) = folder.glob("kb*/__init__.py")
    return init.parent


def dependencies(folder: Path) -> list[Requirement]:
    """What one needs, for its extras too."""
    facts = project(folder)
    extras = facts.get("optional-dependencies", {})
    assert isinstance(extras, dict)
    assert isinstance(facts["dependencies"], list)
    lines = [*facts["dependencies"], *(line for extra in extras.values() for line in extra)]
    return [Requirement(line) for line in lines]


def declared(folder: Path) -> set[str]:
    """The distributions that one needs."""
    return {normalize(found.name) for found in dependencies(folder)}


def imported(tree: ast.AST) -> Iterator[str]:
    """The packages that a module imports when it runs, wherever in it that stands."""
    for node in ast.iter_child_nodes(tree):
        match node:
            case ast.If(test=ast.Name(id="TYPE_CHECKING"), orelse=others):
                yield from imported(ast.Module(others, []))
            case ast.Import(names=names):
                yield from (alias.name.partition(".")[0] for alias in names)
            case ast.ImportFrom(module=str(module), level=0):
                yield module.partition(".")[0]
            case _:
                yield from imported(node)


@pytest.fixture(scope="module")
def owners() -> dict[str, set[str]]:
    """The distributions that bring a package, by its name."""
    found = {name: set(map(normalize, by)) for name, by in packages_distributions().items()}
    return found | {package(folder).name: {str(project(folder)["name"])} for folder in FOLDERS}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_what_is_imported_is_declared(folder: Path, owners: dict[str, set[str]]) -> None:
    own = package(folder)
    used = {name for file in own.rglob("*.py") for name in imported(ast.parse(file.read_text()))}
    foreign = used - set(sys.stdlib_module_names) - {own.name}
    assert foreign
    assert [name for name in sorted(foreign) if not owners[name] & declared(folder)] == []


def test_all_distributions_are_looked_at() -> None:
    assert {"cli", "registry", "keras"} <= {folder.name for folder in OURS}


@each_of_ours
def test_the_version_comes_from_the_one_file(folder: Path) -> None:
    content = tomllib.loads((folder / "pyproject.toml").read_text())
    assert content["project"]["dynamic"] == ["version"]
    assert (folder / content["tool"]["hatch"]["version"]["path"]).resolve() == ROOT / "VERSION"


@each_of_ours
def test_our_distributions_ask_for_each_other_as_they_are_now(folder: Path) -> None:
    now = (ROOT / "VERSION").read_text().strip()
    ours = {project(other)["name"] for other in OURS}
    between = [found for found in dependencies(folder) if found.name in ours]
    assert [str(found) for found in between if not found.specifier.contains(now)] == []


@each_of_ours
def test_the_licence_travels_with_every_distribution(folder: Path) -> None:
    assert (folder / "LICENSE").read_text() == (ROOT / "LICENSE").read_text()


@each_of_ours
def test_every_package_says_that_it_is_typed(folder: Path) -> None:
    assert (package(folder) / "py.typed").exists()


def test_the_lowest_constraints_are_the_lower_bounds_that_are_declared() -> None:
    ours = {project(folder)["name"] for folder in OURS}
    declared_bounds: dict[str, list[Version]] = {}
    for found in (found for folder in OURS for found in dependencies(folder)):
        if found.name not in ours:
            (bound,) = (each for each in found.specifier if each.operator == ">=")
            declared_bounds.setdefault(found.name, []).append(Version(bound.version))
    lines = (ROOT / "constraints-lowest.txt").read_text().splitlines()
    pinned = dict(line.split("==") for line in lines if not line.startswith("#"))
    assert {name: Version(version) for name, version in pinned.items()} == {
        name: max(bounds) for name, bounds in declared_bounds.items()
    }
