"""Names, and the component classes behind them."""

from collections.abc import Iterable
from functools import cache
from typing import Any, TypeVar

from kb_registry.component import Component
from kb_registry.discovery import Entry, installed, normalize
from kb_registry.errors import (
    AmbiguousNameError,
    BrokenPluginError,
    UnknownNameError,
    closest,
)
from kb_registry.kind import Kind

C = TypeVar("C", bound=Component)

KINDS = "kb.kinds"


class Registry:
    """The registered components, by kind and name.

    Names come from entry points alone: nothing is imported to list them, and a name is never
    taken for a module's path. Asking for a name imports the one module that defines it.

    Args:
        entries: What is registered.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._groups: dict[str, dict[str, list[Entry]]] = {}
        for entry in entries:
            self._groups.setdefault(entry.group, {}).setdefault(entry.name, []).append(entry)
        self._loaded: dict[Entry, type[Component]] = {}

    def kinds(self) -> tuple[type[Component], ...]:
        """The base class of every kind, in order of name."""
        return tuple(self.kind(name) for name in sorted(self._groups.get(KINDS, ())))

    def kind(self, name: str) -> type[Component]:
        """The base class of a kind, by its name.

        Raises:
            UnknownNameError: There is no such kind.
        """
        names = self._groups.get(KINDS, {})
        if name not in names:
            raise UnknownNameError(f"There is no kind {name!r}.", hint=closest(name, names))
        return self._load(self._only(Kind("kind", KINDS), name, names[name]), Component)

    def names(self, kind: type[Component]) -> tuple[str, ...]:
        """Every name of a kind, sorted."""
        return tuple(sorted(self._groups.get(kind.kind.group, ())))

    def entries(self, kind: type[Component]) -> tuple[Entry, ...]:
        """Every entry of a kind, sorted by name."""
        group = self._groups.get(kind.kind.group, {})
        return tuple(entry for name in sorted(group) for entry in group[name])

    def entry(self, kind: type[Component], name: str, distribution: str | None = None) -> Entry:
        """The entry behind a name.

        Args:
            kind: The kind's base class.
            name: The registered name.
            distribution: The distribution that must own the name; None if any may.

        Raises:
            UnknownNameError: Nothing has registered the name.
            AmbiguousNameError: Several distributions have.
        """
        found = self._groups.get(kind.kind.group, {}).get(name, [])
        if distribution is not None:
            owner = normalize(distribution)
            found = [entry for entry in found if entry.distribution == owner]
        if not found:
            raise self._unknown(kind, name, distribution)
        return self._only(kind.kind, name, found)

    def get(self, kind: type[C], name: str, distribution: str | None = None) -> type[C]:
        """The component class behind a name.

        Raises:
            UnknownNameError: Nothing has registered the name.
            AmbiguousNameError: Several distributions have.
            BrokenPluginError: The class can't be imported, or isn't of the kind.
        """
        return self._load(self.entry(kind, name, distribution), kind)

    def entry_of(self, component: type[Component]) -> Entry:
        """The entry under which a component class is registered.

        Raises:
            UnknownNameError: The class isn't registered.
        """
        value = f"{component.__module__}:{component.__qualname__}"
        for entry in self.entries(component):
            if entry.value == value or self._loaded.get(entry) is component:
                return entry
        raise UnknownNameError(
            f"{component.__qualname__} is not registered as {component.kind.with_article()}.",
            hint=f"Add it to the entry-point group {component.kind.group} of its distribution.",
        )

    def _load(self, entry: Entry, kind: type[C]) -> type[C]:
        loaded: Any = self._loaded.get(entry)
        if loaded is None:
            try:
                loaded = entry.load()
            except Exception as error:
                raise BrokenPluginError(
                    f"{entry.name} of {entry.distribution} can't be imported: {error!r}.",
                    hint=f"Update or uninstall {entry.distribution}.",
                ) from error
        if not (isinstance(loaded, type) and issubclass(loaded, kind)):
            raise BrokenPluginError(
                f"{entry.name} of {entry.distribution} is no {kind.__name__}: {entry.value}.",
                hint=f"Update or uninstall {entry.distribution}.",
            )
        self._loaded[entry] = loaded
        return loaded

    def _only(self, kind: Kind, name: str, found: list[Entry]) -> Entry:
        if len(found) == 1:
            return found[0]
        owners = sorted(entry.distribution for entry in found)
        raise AmbiguousNameError(
            f"{' and '.join(owners)} both register {kind.with_article()} {name!r}.",
            hint=f"Say which: {' or '.join(f'{owner}:{name}' for owner in owners)}.",
        )

    def _unknown(
        self, kind: type[Component], name: str, distribution: str | None
    ) -> UnknownNameError:
        names = self._groups.get(kind.kind.group, {})
        if distribution is not None:
            owner = normalize(distribution)
            owned = [n for n, found in names.items() if any(e.distribution == owner for e in found)]
            return UnknownNameError(
                f"{distribution} registers no {kind.kind} {name!r}.",
                hint=closest(name, owned)
                or f"To pass {name!r} as an argument write {distribution}({name}).",
            )
        elsewhere = [
            base.kind
            for base in self.kinds()
            if base.kind.group != kind.kind.group and name in self._groups.get(base.kind.group, {})
        ]
        if elsewhere and elsewhere[0].option:
            hint = f"{name} is {elsewhere[0].with_article()}: --{elsewhere[0].option} {name}."
        else:
            hint = closest(name, names)
        return UnknownNameError(f"There is no {kind.kind} {name!r}.", hint=hint)


@cache
def installed_registry() -> Registry:
    """The registry of everything installed in this environment."""
    return Registry(installed())
