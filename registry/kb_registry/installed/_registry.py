"""Names, and the component classes behind them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, TypeVar

from kb_registry._errors import (
    AmbiguousNameError,
    BrokenPluginError,
    UnknownNameError,
)
from kb_registry.grammar._nearest import closest
from kb_registry.installed._absence import Absence, absent, absent_from, refused
from kb_registry.installed._aliases import canonical
from kb_registry.installed._discovery import Entry, Installed, installed
from kb_registry.installed._distributions import normalize
from kb_registry.installed._settings import Settings, read_settings
from kb_registry.installed._vetting import KINDS, vet

if TYPE_CHECKING:
    from kb_registry.components._component import Component
    from kb_registry.installed._kind_loading import Kinds
    from kb_registry.installed._problems import Problem

C = TypeVar("C", bound="Component")

_by_name = attrgetter("name")


class Registry:
    """The registered components, by kind and name.

    Names come from entry points alone: nothing is imported to list them, and a name is never
    taken for a module's path. Asking for a name imports the one module that defines it.
    What handles classes is imported when the first is asked for, as it needs attrs, which would
    take most of a list's time.

    Args:
        entries: What is registered.
        settings: Which of it may be used, and whose a contested name is.
        problems: What is known to be wrong already.
    """

    def __init__(
        self,
        entries: Iterable[Entry],
        settings: Settings = Settings(),  # noqa: B008 - a value, and frozen
        problems: Iterable[Problem] = (),
    ) -> None:
        self._settings = settings
        self._vetted = vet(entries, settings)
        self._known_problems = tuple(problems)
        self._groups = self._vetted.usable
        self._loaded_kinds: Kinds | None = None
        self._loaded: dict[tuple[type[Component], Entry], type[Component]] = {}
        self._found: dict[tuple[type[Component], str, str | None], type[Component]] = {}

    def kinds(self) -> tuple[type[Component], ...]:
        """The base class of every kind that can be used, in order of name."""
        return tuple(self._kinds.classes.values())

    def kind(self, name: str) -> type[Component]:
        """The base class of a kind, by its name.

        Raises:
            UnknownNameError: There is no such kind.
            BrokenPluginError: There is, but it can't be used.
        """
        classes = self._kinds.classes
        if name in classes:
            return classes[name]
        for entry, problem in self._kinds.problems.items():
            if entry.name == name:
                raise BrokenPluginError(problem.cause, hint=problem.mend)
        raise UnknownNameError(f"There is no kind {name!r}.", hint=closest(name, classes))

    def by_group(self) -> dict[str, tuple[Entry, ...]]:
        """Every entry that can be used, by entry-point group and then sorted by name.

        This is the fast way to list, as it needs no kind and so no class at all.
        """
        return {group: _sorted(names) for group, names in self._groups.items()}

    def names(self, kind: type[Component]) -> tuple[str, ...]:
        """Every name of a kind, sorted."""
        return tuple(sorted(self._names(kind)))

    def entries(self, kind: type[Component]) -> tuple[Entry, ...]:
        """Every entry of a kind, sorted by name."""
        return _sorted(self._names(kind))

    def entry(self, kind: type[Component], name: str, distribution: str | None = None) -> Entry:
        """The entry behind a name.

        Args:
            kind: The kind's base class.
            name: The registered name.
            distribution: The distribution that must own the name; None if any may.

        Raises:
            UnknownNameError: Nothing has registered the name.
            AmbiguousNameError: Several distributions have.
            BrokenPluginError: A distribution has, but it can't be used here.
        """
        found = self._names(kind).get(name, [])
        if distribution is not None:
            owner = normalize(distribution)
            found = [entry for entry in found if entry.distribution == owner]
        found = self._pinned(name, found)
        if not found:
            raise self._missing(kind, name, distribution)
        if len(found) > 1:
            owners = [entry.distribution for entry in found]
            raise AmbiguousNameError(
                f"{' and '.join(owners)} both register {kind.kind.with_article()} {name!r}.",
                hint=f"Write {' or '.join(f'{owner}:{name}' for owner in owners)}.",
            )
        return found[0]

    def get(self, kind: type[C], name: str, distribution: str | None = None) -> type[C]:
        """The component class behind a name.

        Warns:
            DeprecatedNameWarning: The name is a former one.

        Raises:
            UnknownNameError: Nothing has registered the name.
            AmbiguousNameError: Several distributions have.
            BrokenPluginError: The class can't be imported, or isn't of the kind.
        """
        known = self._found.get((kind, name, distribution))
        if known is not None:
            return known  # type: ignore[return-value]  # stored below under this very kind
        entry = self.entry(kind, name, distribution)
        found = self._load(entry, kind)
        if name in found.former_names:
            from kb_registry.components._deprecation import warn_of_name

            release = f"{entry.distribution} {found.former_names[name]}"
            warn_of_name(entry.name, self.entry_of(found).name, release)
        else:
            self._found[kind, name, distribution] = found
        return found

    def entry_of(self, component: type[Component]) -> Entry:
        """The entry under which a component class is registered, by its canonical name.

        Raises:
            UnknownNameError: The class isn't registered.
        """
        found = [entry for entry in self.entries(component) if _is_class_of(entry, component)]
        current = [entry for entry in found if entry.name not in component.former_names]
        if found:
            return canonical(current or found)
        raise UnknownNameError(
            f"{component.__qualname__} isn't registered as {component.kind.with_article()}.",
            hint=f"Add it to the entry-point group {component.kind.group} of its distribution.",
        )

    def components(self, kind: type[C]) -> Iterator[tuple[Entry, type[C]]]:
        """Every component class of a kind once, under its canonical name, broken ones left out.

        This imports all modules that define components of the kind.
        """
        for entry in self.canonical_entries(kind):
            try:
                yield entry, self._load(entry, kind)
            except BrokenPluginError:
                continue

    def canonical_entries(self, kind: type[Component]) -> tuple[Entry, ...]:
        """The entries of a kind without aliases, sorted by name."""
        classes: dict[tuple[str, str], list[Entry]] = {}
        for entry in self.entries(kind):
            classes.setdefault((entry.distribution, entry.value), []).append(entry)
        chosen = [found[0] if len(found) == 1 else canonical(found) for found in classes.values()]
        return tuple(sorted(chosen, key=_by_name))

    def aliases(self, kind: type[Component], entry: Entry) -> tuple[str, ...]:
        """The other names by which the same distribution registers the same object."""
        return tuple(
            other.name
            for other in self.entries(kind)
            if (other.distribution, other.value) == (entry.distribution, entry.value)
            and other.name != entry.name
        )

    def strays(self) -> tuple[Entry, ...]:
        """The entries in groups that belong to no kind."""
        known = {KINDS, *(base.kind.group for base in self.kinds())}
        groups = [names for group, names in self._groups.items() if group not in known]
        return tuple(e for names in groups for found in names.values() for e in found)

    def owner(self, kind: type[Component], name: str) -> str | None:
        """The distribution that a bare name stands for; None if that is none or undecided."""
        found = self._pinned(name, self._names(kind).get(name, []))
        return found[0].distribution if len(found) == 1 else None

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, as far as it shows without importing a component."""
        return (
            *self._known_problems,
            *self._vetted.problems(),
            *self._kinds.problems.values(),
            *self._conflicts(),
        )

    @property
    def _kinds(self) -> Kinds:
        if self._loaded_kinds is None:  # cached_property would hold a lock while it imports
            from kb_registry.installed._kind_loading import load_kinds

            names = self._groups.get(KINDS, {})
            entries = [entry for name in names for entry in self._pinned(name, names[name])]
            self._loaded_kinds = load_kinds(entries, self._groups)
        return self._loaded_kinds

    def _names(self, kind: type[Component]) -> dict[str, list[Entry]]:
        return self._groups.get(kind.kind.group, {})

    def _pinned(self, name: str, found: list[Entry]) -> list[Entry]:
        pin = self._settings.pins.get(name)
        return [e for e in found if e.distribution == pin] or found if pin else found

    def _load(self, entry: Entry, kind: type[C]) -> type[C]:
        loaded = self._loaded.get((kind, entry))
        if loaded is None:
            from kb_registry.installed._loading import load

            loaded = self._loaded[kind, entry] = load(entry, kind)
        return loaded  # type: ignore[return-value]  # stored just above under this very kind

    def _conflicts(self) -> Iterator[Problem]:
        from kb_registry.installed._problems import Problem

        for group, names in self._groups.items():
            if group == KINDS:
                continue
            for name, entries in names.items():
                found = self._pinned(name, entries) if len(entries) > 1 else entries
                if len(found) > 1:
                    owners = [entry.distribution for entry in found]
                    yield Problem(
                        ", ".join(owners),
                        f"{' and '.join(owners)} both register {name!r} in {group}.",
                        f"Write {owners[0]}:{name}, or pin the name under [tool.kb.plugins.pins].",
                        (found[0].label,),
                    )

    def _missing(self, kind: type[Component], name: str, distribution: str | None) -> Absence:
        found = refused(kind.kind, name, distribution, self._vetted.refused)
        if found is not None:
            return found
        if distribution is not None:
            owner = normalize(distribution)
            owned = [entry.name for entry in self.entries(kind) if entry.distribution == owner]
            return absent_from(distribution, kind.kind, name, owned)
        others = [base.kind for base in self.kinds() if name in self._names(base)]
        return absent(kind.kind, name, self._names(kind), others)


def _sorted(names: Mapping[str, list[Entry]]) -> tuple[Entry, ...]:
    return tuple([entry for name in sorted(names) for entry in names[name]])


def _is_class_of(entry: Entry, component: type[Component]) -> bool:
    """Whether an entry names a class, as far as that shows without an import.

    A class that exists has been imported, and so has the module that an entry finds it in.
    """
    module, _, attribute = entry.value.partition("[")[0].partition(":")
    found: object = sys.modules.get(module.strip())
    for part in attribute.strip().split("."):
        found = getattr(found, part, None)
    return found is component


def installed_registry() -> Registry:
    """The registry of everything installed in this environment, under the user's settings.

    It is the same registry until something is installed or removed.

    Raises:
        InvalidSettingsError: The settings can't be read.
    """
    return _registry(installed())


@lru_cache(maxsize=1)
def _registry(found: Installed) -> Registry:
    return Registry(found.entries, read_settings(), found.problems)
