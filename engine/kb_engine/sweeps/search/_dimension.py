"""One field of a recipe, and the values that a sweep tries in it."""

from collections.abc import Iterator, Mapping

from attrs import evolve, frozen
from kb_registry import (
    Component,
    KerasBlocksError,
    Reference,
    Registry,
    parse_list,
    parse_range,
    structure,
    to_text,
)

from kb_engine.recipes._recipe import Recipe, recipe_kinds
from kb_engine.sweeps._errors import SweepError
from kb_engine.sweeps.search._slots import Number, Numbers, Slot, filled, slots_in


@frozen
class Option:
    """A value, or a family of values with ranges inside.

    Attributes:
        text: As people write it.
        source: What a recipe's field takes; a reference may still hold ranges.
        slots: The ranges.
    """

    text: str
    source: object
    slots: tuple[Slot, ...] = ()


@frozen
class Dimension:
    """A field with its options.

    Attributes:
        name: The field, by the recipe's short name for it.
        kind: The base class of its components; None for settings such as epochs.
        options: In order of writing, at least one.
    """

    name: str
    kind: type[Component] | None
    options: tuple[Option, ...]

    @property
    def varies(self) -> bool:
        """Whether there is more than one value."""
        return len(self.options) > 1 or any(option.slots for option in self.options)

    def value(self, option: Option, numbers: Numbers, registry: Registry) -> object:
        """What a recipe's field is given.

        Args:
            option: One of the dimension's.
            numbers: A number for each of its ranges.
            registry: Where names come from.

        Raises:
            KerasBlocksError: The value can't be used.
        """
        if isinstance(option.source, Reference) and self.kind is not None:
            return structure(self.kind, filled(option.source, self.name, numbers), registry)
        return numbers[self.name] if option.slots else option.source


def read_dimension(
    name: str, values: object, registry: Registry, mistakes: list[KerasBlocksError]
) -> Dimension:
    """Read and check what was written for a field.

    Args:
        name: The field, by its short name.
        values: One text with commas, or a list of texts, tables, components and numbers.
        registry: Where names come from.
        mistakes: Gets every mistake that is found.
    """
    kind = next((each for each in recipe_kinds(registry) if each.kind.option == name), None)
    listed = values if isinstance(values, list | tuple) else [values]
    if kind is not None and kind.kind.many:
        together = Option(", ".join(_text(item, registry) for item in listed), list(listed))
        dimension = Dimension(name, kind, (together,))
        _check(dimension, together, registry, mistakes)
        return dimension
    options: list[Option] = []
    for item in listed:
        try:
            options += _options(name, kind, item, registry)
        except KerasBlocksError as mistake:
            mistakes.append(mistake)
    if not listed:
        mistakes.append(SweepError(f"{name} has no values.", hint="Give one, or leave it out."))
    dimension = Dimension(name, kind, ())
    checked = (_check(dimension, option, registry, mistakes) for option in options)
    return evolve(dimension, options=tuple(checked))


def _options(
    name: str, kind: type[Component] | None, item: object, registry: Registry
) -> Iterator[Option]:
    if not isinstance(item, str):
        yield Option(_text(item, registry), item)
    elif kind is None:
        for word in item.split(","):
            written = parse_range(word)
            if written is None:
                yield Option(word.strip(), _plain(word.strip()))
            else:
                yield Option(str(written), None, (Slot.of(name, written),))
    else:
        for text, reference in parse_list(item):
            absent = reference == Reference("none")
            slots = tuple(slots_in(reference, name))
            yield Option(text, None if absent else reference, slots)


def _check(
    dimension: Dimension, option: Option, registry: Registry, mistakes: list[KerasBlocksError]
) -> Option:
    """The option, with ranges over all numbers where not only whole ones fit."""
    try:
        for share in (0.0, 1.0):
            numbers = {slot.place: slot.at(share) for slot in option.slots}
            value = dimension.value(option, numbers, registry)
            Recipe.from_choices({dimension.name: value}, registry)
    except KerasBlocksError as mistake:
        mistakes.append(mistake)
        return option
    slots = tuple(_suited(dimension, option, slot, registry) for slot in option.slots)
    return evolve(option, slots=slots)


def _suited(dimension: Dimension, option: Option, slot: Slot, registry: Registry) -> Slot:
    if not slot.integer:
        return slot
    numbers: dict[str, Number] = {each.place: each.low for each in option.slots}
    try:
        value = dimension.value(option, {**numbers, slot.place: slot.low + 0.5}, registry)
        Recipe.from_choices({dimension.name: value}, registry)
    except KerasBlocksError:
        return slot
    return evolve(slot, low=float(slot.low), high=float(slot.high), integer=False)


def _plain(word: str) -> object:
    for read in (int, float):
        try:
            return read(word)
        except ValueError:
            continue
    return word


def _text(item: object, registry: Registry) -> str:
    match item:
        case Component():
            return to_text(item, registry)
        case Mapping():
            return str(item.get("name", "a table"))
        case None:
            return "none"
        case _:
            return str(item)
