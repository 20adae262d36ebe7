"""A new plugin package: complete, installable, typed and tested from the first minute."""

import re
import tomllib
from importlib.resources import files
from pathlib import Path
from string import Template

from kb_registry import Component, KerasBlocksError, Registry, closest, write_atomically

FILES = {
    "pyproject.toml": "pyproject.toml.txt",
    "README.md": "README.md.txt",
    ".gitignore": "gitignore.txt",
    ".github/workflows/test.yml": "workflow.yml.txt",
    "$package/__init__.py": "init.py.txt",
    "$package/component.py": "component.py.txt",
    "tests/test_conformance.py": "test_conformance.py.txt",
}

_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


class PluginError(KerasBlocksError, ValueError):
    """A plugin package that can't be made as asked."""


def write_package(name: str, kind: type[Component], parent: Path, registry: Registry) -> Path:
    """Write a package with one component, in one piece or not at all.

    Args:
        name: The component's name, such as `snake`.
        kind: The base class of its kind.
        parent: The folder in which the package's folder is made.
        registry: What is installed, so that the name is free.

    Returns:
        The package's folder, `kb-<name>` with dashes for underscores.

    Raises:
        PluginError: The name is none, or taken; the kind has no template; or the folder exists
            or can't be written.
    """
    if not _NAME.fullmatch(name):
        raise PluginError(
            f"{name!r} can't name a component.",
            hint="Use small letters, digits and single underscores, such as my_activation.",
        )
    if name in registry.names(kind):
        owner = registry.entries(kind)[registry.names(kind).index(name)].distribution
        raise PluginError(
            f"{owner} has {kind.kind.with_article()} {name!r} already.", hint="Choose another name."
        )
    folder = parent / f"kb-{name.replace('_', '-')}"
    if folder.exists():
        raise PluginError(f"{folder} exists already.", hint="Choose another with --into.")
    fields = _fields(name, kind)

    def write(beside: Path) -> None:
        for path, template in FILES.items():
            _write(beside / Template(path).substitute(fields), _template(template), fields)
        (beside / fields["package"] / "py.typed").touch()

    try:
        write_atomically(folder, write)
    except OSError as error:
        raise PluginError(f"Can't write {folder}: {error.strerror}.") from None
    return folder


def _fields(name: str, kind: type[Component]) -> dict[str, str]:
    starts: dict[str, dict[str, str]] = tomllib.loads(_template("kinds.toml"))
    if kind.kind.name not in starts:
        raise PluginError(
            f"There is no template for {kind.kind.with_article()}.",
            hint=closest(kind.kind.name, starts),
        )
    option = kind.kind.option
    return {
        "drawing": "",
        **starts[kind.kind.name],
        "name": name,
        "kind": kind.kind.name,
        "group": kind.kind.group,
        "base": kind.__name__,
        "cls": "".join(part.capitalize() for part in name.split("_")),
        "package": f"kb_{name}",
        "distribution": f"kb-{name.replace('_', '-')}",
        "use": f"kb build --{option} {name}" if option else "kb list --from kb-" + name,
    }


def _template(name: str) -> str:
    return files("kb").joinpath("plugin_template", name).read_text(encoding="utf-8")


def _write(path: Path, template: str, fields: dict[str, str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(Template(template).substitute(fields), encoding="utf-8")
