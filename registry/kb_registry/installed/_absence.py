"""Why a name can't be looked up, in words that lead to the one that was meant."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kb_registry._errors import BrokenPluginError, UnknownNameError
from kb_registry._suggestions import ListComponents, SetOption
from kb_registry.grammar._nearest import closest
from kb_registry.installed._distributions import normalize
from kb_registry.installed._vetting import Refused

if TYPE_CHECKING:
    from kb_registry.components._kind import Kind

Absence = UnknownNameError | BrokenPluginError


def absent(kind: Kind, name: str, names: Iterable[str], others: Iterable[Kind]) -> Absence:
    """The error for a name that no distribution has registered for a kind.

    Args:
        kind: The kind.
        name: The name.
        names: What is registered for the kind.
        others: The kinds that do have the name.
    """
    message = f"There is no {kind} {name!r}."
    other = next(iter(others), None)
    if other is None:
        hint = closest(name, names)
        browse = [] if hint else [ListComponents(kind.name)]
        return UnknownNameError(message, hint=hint, suggestions=browse)
    choose = [SetOption(other.option, name, purpose="Choose it")] if other.option else []
    return UnknownNameError(message, hint=f"{name} is {other.with_article()}.", suggestions=choose)


def absent_from(distribution: str, kind: Kind, name: str, owned: Iterable[str]) -> Absence:
    """The error for a name that a certain distribution hasn't registered for a kind.

    Args:
        distribution: The distribution, as the person wrote it.
        kind: The kind.
        name: The name.
        owned: What the distribution has registered for the kind.
    """
    hint = closest(name, owned) or f"To pass {name!r} as an argument write {distribution}({name})."
    return UnknownNameError(f"{distribution} registers no {kind} {name!r}.", hint=hint)


def refused(
    kind: Kind, name: str, distribution: str | None, entries: Iterable[Refused]
) -> Absence | None:
    """The error for a name that was registered and refused; None if it wasn't."""
    for entry, cause, mend, broken in entries:
        owned = distribution is None or entry.distribution == normalize(distribution)
        if owned and (entry.group, entry.name) == (kind.group, name):
            error = BrokenPluginError if broken else UnknownNameError
            return error(f"The {kind} {name!r} can't be used: {cause}", hint=mend)
    return None
