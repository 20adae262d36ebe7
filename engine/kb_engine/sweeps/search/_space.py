"""All fields of a sweep together."""

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from attrs import frozen
from kb_registry import KerasBlocksError, Registry, closest

from kb_engine._errors import all_at_once
from kb_engine.recipes._recipe import Recipe, by_option
from kb_engine.sweeps._errors import SweepError
from kb_engine.sweeps.search._dimension import Dimension, Option, read_dimension
from kb_engine.sweeps.search._slots import Numbers, Slot

Point = Mapping[str, Option]
"""An option for every field, by the field's name."""


@frozen
class Space:
    """The combinations that a sweep tries.

    Attributes:
        groups: Fields that vary alone, or together in pairs; all fields of a group have as many
            options.
        registry: Where names come from.
    """

    groups: tuple[tuple[Dimension, ...], ...]
    registry: Registry

    @classmethod
    def read(
        cls, fields: Mapping[str, object], pairs: Sequence[Sequence[str]], registry: Registry
    ) -> "Space":
        """Read and check what was written for each field.

        Args:
            fields: Values by field, as `read_dimension` takes them.
            pairs: Fields that move together.
            registry: Where names come from.

        Raises:
            KerasBlocksError: Something of it can't be used; all mistakes are told at once.
        """
        mistakes: list[KerasBlocksError] = []
        dimensions: dict[str, Dimension] = {}
        for name, values in fields.items():
            try:
                (short,) = by_option({name: values}, registry)
            except KerasBlocksError as mistake:
                mistakes.append(mistake)
                continue
            if short in dimensions:
                mistakes.append(SweepError(f"{short} is given twice.", hint=f"Leave {name} out."))
                continue
            dimensions[short] = read_dimension(short, values, registry, mistakes)
        groups = list(_grouped(dimensions, pairs, mistakes))
        if mistakes:
            raise all_at_once(mistakes, SweepError, "Nothing was started.")
        return cls(tuple(groups), registry)

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """Every field, in order of its group."""
        return tuple(dimension for group in self.groups for dimension in group)

    @property
    def size(self) -> int:
        """How many combinations of options there are, ranges counted as one option each."""
        return math.prod(len(group[0].options) for group in self.groups)

    @property
    def ranges(self) -> list[Slot]:
        """Every range."""
        return [s for d in self.dimensions for option in d.options for s in option.slots]

    def points(self) -> Iterator[Point]:
        """Every combination of options; the last field changes fastest."""
        for places in product(*(range(len(group[0].options)) for group in self.groups)):
            yield self.point(places)

    def point(self, places: Sequence[int]) -> Point:
        """The combination of the options at these places, one for each group."""
        return {
            dimension.name: dimension.options[place]
            for group, place in zip(self.groups, places, strict=True)
            for dimension in group
        }

    def recipe(self, point: Point, numbers: Numbers, seed: int | None) -> Recipe:
        """The recipe of a combination.

        Args:
            point: An option for every field.
            numbers: A number for each of their ranges.
            seed: Takes the place of the recipe's own, unless None.

        Raises:
            KerasBlocksError: The combination can't be used.
        """
        choices = {
            each.name: each.value(point[each.name], numbers, self.registry)
            for each in self.dimensions
        }
        if seed is not None:
            choices["seed"] = seed
        return Recipe.from_choices(choices, self.registry)


def _grouped(
    dimensions: Mapping[str, Dimension],
    pairs: Sequence[Sequence[str]],
    mistakes: list[KerasBlocksError],
) -> Iterator[tuple[Dimension, ...]]:
    paired: set[str] = set()
    for pair in pairs:
        for name in pair:
            if name not in dimensions:
                mistakes.append(
                    SweepError(
                        f"The pair {','.join(pair)} names {name!r}, which has no values.",
                        hint=closest(name, dimensions),
                    )
                )
            elif name in paired:
                mistakes.append(SweepError(f"{name} is in two pairs.", hint="Join them."))
            paired.add(name)
        group = [dimensions[name] for name in pair if name in dimensions]
        counts = {each.name: len(each.options) for each in group}
        if len(set(counts.values())) > 1:
            told = ", ".join(f"{name} has {count}" for name, count in counts.items())
            mistakes.append(
                SweepError(
                    f"Fields that move together need equally many values: {told}.",
                    hint="Repeat values where they are the same.",
                )
            )
        elif group:
            yield tuple(group)
    for name, dimension in dimensions.items():
        if name not in paired:
            yield (dimension,)
