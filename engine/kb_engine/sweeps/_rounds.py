"""The trials of each combination: one for each seed, with one score together."""

import statistics
from collections import deque

from attrs import define, field, frozen
from kb_registry import KerasBlocksError

from kb_engine.recipes._recipe import Training
from kb_engine.sweeps._trial import Trial
from kb_engine.sweeps.search._search import Combination, Search
from kb_engine.sweeps.search._space import Space


@frozen
class Unusable:
    """A combination whose values don't go together.

    Attributes:
        trials: How many trials it would have had.
        reason: Why not.
    """

    trials: int
    reason: str


@define
class _Round:
    open: int
    scores: list[float] = field(factory=list)


class Rounds:
    """Turns what a search suggests into trials, and scores of trials into what it learns from.

    Args:
        search: What suggests.
        space: What it suggests from.
        seeds: How many trials each combination has; they differ in the seed alone.
    """

    def __init__(self, search: Search, space: Space, seeds: int) -> None:
        self._search = search
        self._space = space
        self._seeds = seeds
        self._waiting: deque[Trial] = deque()
        self._rounds: dict[int, _Round] = {}

    def next(self) -> Trial | Unusable | None:
        """The next trial; None if there is none now."""
        if not self._waiting:
            combination = self._search.ask()
            if combination is None:
                return None
            try:
                self._begin(combination)
            except KerasBlocksError as error:
                self._search.tell(combination.number, None)
                return Unusable(self._seeds, str(error))
        return self._waiting.popleft()

    def report(self, trial: Trial, epoch: int, score: float) -> bool:
        """Hear of an epoch; returns whether the trial is worth more of them."""
        return self._seeds > 1 or self._search.report(trial.combination, epoch, score)

    def end(self, trial: Trial, score: float | None) -> None:
        """Hear of a trial's end; the search learns the mean over the seeds that have a score."""
        current = self._rounds[trial.combination]
        current.open -= 1
        if score is not None:
            current.scores.append(score)
        if not current.open:
            mean = statistics.fmean(current.scores) if current.scores else None
            self._search.tell(trial.combination, mean)
            del self._rounds[trial.combination]

    def _begin(self, combination: Combination) -> None:
        point, numbers = combination.point, combination.numbers
        chosen = numbers.get("seed", point["seed"].source) if "seed" in point else None
        first = Training.parameters()["seed"].default if chosen is None else chosen
        recipes = [
            self._space.recipe(point, numbers, int(str(first)) + number)
            for number in range(self._seeds)
        ]
        self._rounds[combination.number] = _Round(len(recipes))
        fields = [each.name for each in self._space.dimensions if each.varies]
        told = [name for name in fields if name != "seed"]
        self._waiting.extend(Trial.of(combination.number, recipe, told) for recipe in recipes)
