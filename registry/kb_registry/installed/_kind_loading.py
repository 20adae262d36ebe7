"""Loading the kinds that distributions register."""

from collections.abc import Iterable, Mapping

from attrs import frozen

from kb_registry._errors import BrokenPluginError, InvalidReferenceError
from kb_registry.components._component import Component
from kb_registry.components._kind import Kind
from kb_registry.grammar._parsing import parse
from kb_registry.installed._discovery import PREFIX, Entry
from kb_registry.installed._loading import load
from kb_registry.installed._problems import Problem
from kb_registry.installed._vetting import API_GROUP, KINDS, OWN_DISTRIBUTION


@frozen
class Kinds:
    """The base class of every kind, by name, and what is wrong with the entries of others."""

    classes: Mapping[str, type[Component]]
    problems: Mapping[Entry, Problem]


def load_kinds(entries: Iterable[Entry], groups: Mapping[str, Mapping[str, list[Entry]]]) -> Kinds:
    """Import the base class of each kind.

    The kinds that ship with this library are what everything else is written against, so
    nobody can take their names, groups and options away. Between others a conflict leaves
    none of them. A kind of theirs needs a default that can be imported, if it has one: every
    recipe that chooses nothing else takes it.

    Args:
        entries: The kinds.
        groups: Everything that can be used, by entry-point group and name.
    """
    loaded: dict[Entry, type[Component]] = {}
    problems: dict[Entry, Problem] = {}
    for entry in sorted(entries):
        try:
            base = _base_class(entry)
            if base.kind.default and entry.distribution != OWN_DISTRIBUTION:
                _load_default(base, groups.get(base.kind.group, {}))
            loaded[entry] = base
        except BrokenPluginError as error:
            problems[entry] = _problem(entry, error.message)
    classes = {}
    for entry, base in loaded.items():
        rivals = _rivals(entry, base, loaded)
        if rivals and entry.distribution != OWN_DISTRIBUTION:
            cause = f"{' and '.join(rivals)} claims the same name, group or option."
            problems[entry] = _problem(entry, f"The kind {entry.name} is contested: {cause}")
        else:
            classes[entry.name] = base
    return Kinds(dict(sorted(classes.items())), problems)


def _base_class(entry: Entry) -> type[Component]:
    base = load(entry, Component)
    kind = vars(base).get("kind")
    if not isinstance(kind, Kind):
        fault = "has no Kind of its own"
    elif kind.name != entry.name:
        fault = f"is the kind {kind.name!r}"
    elif not kind.group.startswith(PREFIX) or kind.group in {KINDS, API_GROUP}:
        fault = f"has the group {kind.group!r}; a group of its own begins with {PREFIX!r}"
    else:
        return base
    raise BrokenPluginError(f"{entry.name} of {entry.distribution}, {entry.value}, {fault}.")


def _load_default(base: type[Component], members: Mapping[str, list[Entry]]) -> None:
    try:
        name = parse(base.kind.default).name
    except InvalidReferenceError as error:
        raise BrokenPluginError(f"The default of {base.kind}: {error.message}") from None
    if name not in members:
        raise BrokenPluginError(f"The default of {base.kind}, {name!r}, isn't registered.")
    for entry in members[name]:
        load(entry, base)


def _rivals(
    entry: Entry, base: type[Component], loaded: Mapping[Entry, type[Component]]
) -> list[str]:
    claims = _claims(base)
    return sorted(
        other.distribution
        for other, its_base in loaded.items()
        if other != entry and claims & _claims(its_base)
    )


def _claims(base: type[Component]) -> set[str]:
    return {base.kind.name, base.kind.group, base.kind.option} - {""}


def _problem(entry: Entry, cause: str) -> Problem:
    mend = f"Update or uninstall {entry.distribution}."
    return Problem(entry.distribution, cause, mend, (entry.label,))
