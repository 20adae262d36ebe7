"""Which parts of a recipe only the beginning of a run takes."""

from kb_registry import Component, Initializer

from kb_engine.recipes._recipe import Recipe, recipe_kinds


def begins_with_a_new_run(recipe: Recipe, place: list[str]) -> bool:
    """Whether a run that is resumed keeps what it began with at a place in its recipe.

    So it is with initializers, and with what a component lists as `at_start`.

    Args:
        recipe: The recipe as it is now.
        place: Field, then parameters: `["opt", "initial_accumulator_value"]`. In a field of
            several members, the member's name comes second.
    """
    field, *parts = place
    kinds = {kind.kind.option: kind for kind in recipe_kinds(recipe.registry)}
    kind = kinds.get(field)
    if kind is None:
        return False
    if issubclass(kind, Initializer):
        return True
    members = recipe.components[kind]
    if kind.kind.many and parts:
        name, *parts = parts
        members = tuple(
            each for each in members if recipe.registry.entry_of(type(each)).name == name
        )
    return any(_keeps(member, parts) for member in members)


def _keeps(component: Component, parts: list[str]) -> bool:
    if not parts:
        return False
    name, *rest = parts
    if name in component.at_start:
        return True
    value = getattr(component, name, None)
    if isinstance(value, Initializer):
        return True
    return isinstance(value, Component) and _keeps(value, rest)
