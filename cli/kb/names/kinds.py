"""Kinds of components, by the words that people type."""

from kb_registry import Component, Registry, UnknownNameError, closest, installed_registry


def complete_kind(incomplete: str) -> list[str]:
    """The kinds that begin so, for the shell."""
    names = (kind.kind.name for kind in installed_registry().kinds())
    return [name for name in names if name.startswith(incomplete)]


def find_kind(name: str, registry: Registry) -> type[Component]:
    """The kind that people call `activation`, `activations` or `act`.

    Raises:
        UnknownNameError: There is none.
    """
    by_word = kinds_by_word(registry)
    if name not in by_word:
        raise UnknownNameError(f"There is no kind {name!r}.", hint=closest(name, by_word))
    return by_word[name]


def kinds_by_word(registry: Registry) -> dict[str, type[Component]]:
    """The base class of every kind, by each word that people call it."""
    by_word: dict[str, type[Component]] = {}
    for kind in registry.kinds():
        words = {kind.kind.name, kind.kind.option, kind.kind.group.rpartition(".")[2]}
        by_word |= dict.fromkeys(words - {""}, kind)
    return by_word
