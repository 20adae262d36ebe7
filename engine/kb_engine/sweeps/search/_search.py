"""Which combinations are tried, and in what order."""

import itertools
import random
from collections.abc import Iterator
from typing import Protocol

from attrs import frozen

from kb_engine.sweeps.search._slots import Numbers
from kb_engine.sweeps.search._space import Point, Space


@frozen
class Combination:
    """A combination to try.

    Attributes:
        number: From 0, in the order in which they were suggested.
        point: An option for every field.
        numbers: A number for each range.
    """

    number: int
    point: Point
    numbers: Numbers


class Search(Protocol):
    """Suggests combinations, and learns what came of them."""

    def ask(self) -> Combination | None:
        """The next combination; None if there is none."""

    def report(self, number: int, epoch: int, score: float) -> bool:
        """Hear of an epoch; returns whether the combination is worth more of them."""
        raise NotImplementedError

    def tell(self, number: int, score: float | None) -> None:
        """Hear of the end: the score, or None if there is none."""


class Listed:
    """A search that learns nothing, and suggests the same each time it is started."""

    def __init__(self, combinations: Iterator[Combination]) -> None:
        self._combinations = combinations

    def ask(self) -> Combination | None:
        """The next one."""
        return next(self._combinations, None)

    def report(self, number: int, epoch: int, score: float) -> bool:
        """Every combination is worth all its epochs."""
        del number, epoch, score
        return True

    def tell(self, number: int, score: float | None) -> None:
        """Learn nothing."""


def grid(space: Space, most: int | None) -> Listed:
    """Every combination once, in order."""
    points = enumerate(space.points())
    return Listed(Combination(n, point, {}) for n, point in points if most is None or n < most)


def at_random(space: Space, most: int | None, seed: int) -> Listed:
    """Combinations drawn independently; which one is drawn when follows from the seed alone."""
    numbers = itertools.count() if most is None else range(most)
    return Listed(_drawn(space, number, seed) for number in numbers)


def _drawn(space: Space, number: int, seed: int) -> Combination:
    chance = random.Random(f"{seed}/{number}")  # noqa: S311 - no secret
    point = space.point([chance.randrange(len(group[0].options)) for group in space.groups])
    numbers = {s.place: s.at(chance.random()) for option in point.values() for s in option.slots}
    return Combination(number, point, numbers)
