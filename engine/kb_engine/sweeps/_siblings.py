"""What the trials of a sweep choose, all together."""

from kb_engine.recipes._recipe import Recipe, Training
from kb_engine.runs._run import Siblings
from kb_engine.sweeps.search._space import Space


def siblings(space: Space, seeds: int) -> Siblings:
    """What trials choose in each field that isn't the same in all of them, as plain values.

    Of a range these are its ends, and of seeds the first two.
    """
    found: dict[str, list[object]] = {}
    for dimension in space.dimensions:
        if not dimension.varies:
            continue
        found[dimension.name] = values = []
        for option in dimension.options:
            for share in (0.0, 1.0)[: 1 + bool(option.slots)]:
                numbers = {slot.place: slot.at(share) for slot in option.slots}
                value = dimension.value(option, numbers, space.registry)
                recipe = Recipe.from_choices({dimension.name: value}, space.registry)
                values.append(recipe.to_choices()[dimension.name])
    if seeds > 1 and "seed" not in found:
        given = next((each.options[0] for each in space.dimensions if each.name == "seed"), None)
        first = Training.parameters()["seed"].default if given is None else given.source
        found["seed"] = [int(str(first)) + number for number in range(2)]
    return found
