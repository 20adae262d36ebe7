"""The modules that may define what stands in a recipe's model.

They belong to the distributions whose components the recipe takes, and to those that these
require and that build on Keras themselves.
"""

import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from attrs import frozen
from kb_registry import Registry

from kb_engine.recipes._parts import distributions_of
from kb_engine.recipes._recipe import Recipe

_KERAS = {"keras", "tensorflow"}
"""What Keras itself brings, it finds itself."""

_REQUIREMENT = re.compile(r"\s*([A-Za-z0-9._-]+)[^;]*(;.*extra\s*==.*)?")


@frozen
class Module:
    """A module that is installed; nothing of it has been imported for this.

    Attributes:
        name: What it is imported by.
        file: Its source.
    """

    name: str
    file: Path

    def defines(self, name: str) -> bool:
        """Whether its source defines a class or a function of that name."""
        source = self.file.read_text("utf-8", errors="replace")
        return re.search(rf"^(?:class|def) {re.escape(name)}\b", source, re.MULTILINE) is not None


def providing_modules(recipe: Recipe) -> list[Module]:
    """Every module of the distributions that may define a recipe's layers and optimizers."""
    takes = distributions_of(recipe)
    packages = _packages(takes | _requirements(takes), recipe.registry)
    return [module for package in sorted(packages) for module in _modules(package)]


def _requirements(distributions: set[str]) -> set[str]:
    """What distributions require, near or far, as far as it builds on Keras."""
    from importlib import metadata

    found: set[str] = set()
    ahead = list(distributions)
    while ahead:
        try:
            lines = metadata.requires(ahead.pop()) or []
        except metadata.PackageNotFoundError:  # of another platform
            continue
        for name in map(_required, lines):
            if name and name not in found | distributions | _KERAS and _builds_on_keras(name):
                found.add(name)
                ahead.append(name)
    return found


def _builds_on_keras(distribution: str) -> bool:
    from importlib import metadata

    try:
        lines = metadata.requires(distribution) or []
    except metadata.PackageNotFoundError:
        return False
    return not _KERAS.isdisjoint(map(_required, lines))


def _required(line: str) -> str:
    """The distribution that a requirement names; empty if it is asked for by an extra alone."""
    found = _REQUIREMENT.match(line)
    return _normalized(found[1]) if found and not found[2] else ""


def _packages(distributions: set[str], registry: Registry) -> set[str]:
    """The packages of distributions: of those with components as registered, and as installed."""
    from importlib import metadata

    registered = {
        _package(entry.value.partition(":")[0].strip())
        for entries in registry.by_group().values()
        for entry in entries
        if entry.distribution in distributions
    }
    installed = {
        package
        for package, owners in metadata.packages_distributions().items()
        if not distributions.isdisjoint(map(_normalized, owners))
    }
    return registered | installed


def _package(module: str) -> str:
    """The outermost package of a module that isn't shared between distributions."""
    parts = module.split(".")
    for count in range(1, len(parts)):
        name = ".".join(parts[:count])
        spec = find_spec(name)
        if spec is not None and spec.origin is not None:
            return name
    return module


def _modules(package: str) -> Iterator[Module]:
    spec = find_spec(package)
    if spec is None:
        return
    if spec.submodule_search_locations is None:
        if spec.origin is not None and spec.origin.endswith(".py"):
            yield Module(package, Path(spec.origin))
        return
    for folder in map(Path, spec.submodule_search_locations):
        for file in sorted(folder.rglob("*.py")):
            parts = [package, *file.relative_to(folder).with_suffix("").parts]
            if parts[-1] == "__init__":
                parts.pop()
            if "__main__" not in parts and all(part.isidentifier() for part in parts[1:]):
                yield Module(".".join(parts), file)


def _normalized(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()
