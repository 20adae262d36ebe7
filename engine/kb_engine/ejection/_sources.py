"""Classes that Keras doesn't bring, with all that their code needs."""

import ast
import inspect
import re
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, metadata
from types import ModuleType
from typing import Any

from kb_engine.ejection._errors import EjectError

LICENCES = ("License-Expression", "License")

REMARK = re.compile(r"  # (type: ignore|noqa).*")
"""What only the tools of the code's own project read."""

PLAIN = {"keras", "tensorflow", "numpy"}
"""What a program may import beside the standard library."""


class Sources:
    """Gathers code by name, so that what it uses comes before it.

    Attributes:
        owners: The distribution of each package.
        imports: Lines of import that the code needs.
        parts: Definitions in the order in which they must stand.
    """

    def __init__(self, owners: Mapping[str, str]) -> None:
        self.owners = owners
        self.imports: set[str] = set()
        self.parts: dict[str, str] = {}

    def add(self, known: Any) -> str:
        """Take in a class or function, and return the name that it has.

        Raises:
            EjectError: Its source isn't there, or needs a package that a plain program hasn't.
        """
        module = sys.modules[known.__module__]
        self._define(known.__name__, module)
        return str(known.__name__)

    def _define(self, name: str, module: ModuleType) -> None:
        if name in self.parts:
            return
        tree, text = _parsed(module, name)
        for node in tree.body:
            if name in _defined(node):
                for used in _used(node):
                    self._provide(used, module, tree)
                segment = _segment(node, text)
                self.parts[name] = f"{self._origin(module)}{segment}"
                return

    def _provide(self, name: str, module: ModuleType, tree: ast.Module) -> None:
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                for alias in node.names:
                    if (alias.asname or alias.name).partition(".")[0] == name:
                        self._import(node, alias, module)
                        return
        if any(name in _defined(node) for node in tree.body):
            self._define(name, module)

    def _import(self, node: Any, alias: ast.alias, module: ModuleType) -> None:
        origin = node.module if isinstance(node, ast.ImportFrom) else alias.name
        top = str(origin).partition(".")[0]
        if top in PLAIN or top in sys.stdlib_module_names:
            single = (
                ast.ImportFrom(node.module, [alias], 0)
                if isinstance(node, ast.ImportFrom)
                else ast.Import([alias])
            )
            self.imports.add(ast.unparse(single))
        elif top == module.__name__.partition(".")[0] and isinstance(node, ast.ImportFrom):
            found = sys.modules.get(str(origin))
            value = getattr(found, alias.name, None)
            if found is None or alias.asname or value is None:
                raise EjectError(
                    f"{module.__name__} needs {alias.name}, which can't be written out."
                )
            home = getattr(value, "__module__", found.__name__)
            self._define(alias.name, sys.modules.get(home, found))
        else:
            raise EjectError(f"{module.__name__} needs {top}, which a plain program doesn't have.")

    def _origin(self, module: ModuleType) -> str:
        """A line that says where code comes from, and under which licence."""
        distribution = self.owners.get(module.__name__.partition(".")[0], "")
        try:
            facts = metadata(distribution)
        except (PackageNotFoundError, ValueError):
            return f"# From {module.__name__}.\n"
        licence = next((facts[name] for name in LICENCES if name in facts), "licence not said")
        return f"# From {distribution} {facts['Version']}, {licence}: {module.__name__}.\n"


def _parsed(module: ModuleType, name: str) -> tuple[ast.Module, str]:
    try:
        text = inspect.getsource(module)
    except (OSError, TypeError) as error:
        raise EjectError(
            f"{name} of {module.__name__} has no source in Python, so it can't be written out."
        ) from error
    return ast.parse(text), text


def _defined(node: ast.stmt) -> set[str]:
    match node:
        case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
            return {name}
        case ast.Assign(targets=targets):
            return {target.id for target in targets if isinstance(target, ast.Name)}
        case ast.AnnAssign(target=ast.Name(id=name)):
            return {name}
    return set()


def _used(node: ast.stmt) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load):
            yield each.id


def _segment(node: ast.stmt, text: str) -> str:
    decorators = getattr(node, "decorator_list", [])
    first = min([node.lineno, *(each.lineno for each in decorators)])
    rows = text.splitlines()[first - 1 : node.end_lineno]
    return "\n".join(REMARK.sub("", row) for row in rows)
