"""Why a name can't be looked up, in words that lead to the one that was meant."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kb_registry._errors import BrokenPluginError, UnknownNameError, closest
from kb_registry.installed._discovery import normalize
from kb_registry.installed._vetting import Refused

if TYPE_CHECKING:
    from kb_registry.components._component import Component
    from kb_registry.installed._registry import Registry

Absence = UnknownNameError | BrokenPluginError


def absent(kind: type[Component], name: str, registry: Registry) -> Absence:
    """The error for a name that no distribution has registered for a kind."""
    others = [base for base in registry.kinds() if base.kind.group != kind.kind.group]
    elsewhere = [base.kind for base in others if name in registry.names(base)]
    message = f"There is no {kind.kind} {name!r}."
    if not elsewhere:
        return UnknownNameError(message, hint=closest(name, registry.names(kind)))
    from kb_registry._suggestions import SetOption  # with attrs, which lists do without

    other = elsewhere[0]
    choose = [SetOption(other.option, name, purpose="Choose it")] if other.option else []
    return UnknownNameError(message, hint=f"{name} is {other.with_article()}.", suggestions=choose)


def absent_from(distribution: str, kind: type[Component], name: str, registry: Registry) -> Absence:
    """The error for a name that a certain distribution hasn't registered for a kind."""
    owner = normalize(distribution)
    owned = [e.name for e in registry.entries(kind) if e.distribution == owner]
    hint = closest(name, owned) or f"To pass {name!r} as an argument write {distribution}({name})."
    return UnknownNameError(f"{distribution} registers no {kind.kind} {name!r}.", hint=hint)


def refused(
    kind: type[Component], name: str, distribution: str | None, entries: Iterable[Refused]
) -> Absence | None:
    """The error for a name that was registered and refused; None if it wasn't."""
    for entry, cause, mend, broken in entries:
        owned = distribution is None or entry.distribution == normalize(distribution)
        if owned and (entry.group, entry.name) == (kind.kind.group, name):
            error = BrokenPluginError if broken else UnknownNameError
            return error(f"The {kind.kind} {name!r} can't be used: {cause}", hint=mend)
    return None
