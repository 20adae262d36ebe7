"""The components of a recipe, those inside others included."""

from collections.abc import Iterator

from kb_registry import Component

from kb_engine.recipes._recipe import Recipe


def parts_of(recipe: Recipe) -> Iterator[Component]:
    """Every component that a recipe takes, each before those inside it."""
    for members in recipe.components.values():
        yield from _within(members)


def distributions_of(recipe: Recipe) -> set[str]:
    """The distributions whose components a recipe takes."""
    return {recipe.registry.entry_of(type(part)).distribution for part in parts_of(recipe)}


def _within(value: object) -> Iterator[Component]:
    match value:
        case Component():
            yield value
            for name in value.parameters():
                yield from _within(getattr(value, name))
        case tuple():
            for item in value:
                yield from _within(item)
