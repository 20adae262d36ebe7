"""Every level beside every other."""

from collections.abc import Mapping
from itertools import combinations

import numpy as np
import numpy.typing as npt
from attrs import evolve, frozen

from kb_engine.comparison._estimate import LEVEL, Estimate
from kb_engine.comparison._holm import holm
from kb_engine.comparison._pairing import Key, Paired, pair
from kb_engine.comparison._results import Chance, Difference
from kb_engine.comparison._scored import ScoredRun
from kb_engine.comparison._verdict import further_seeds, judge

Runs = Mapping[Key, ScoredRun]


@frozen(eq=False)
class Tested:
    """All differences of levels, best first.

    Attributes:
        names: The levels.
        grounds: Two levels on common ground, by their names in order.
        found: The difference of each, first minus second.
    """

    names: tuple[str, ...]
    grounds: Mapping[tuple[str, str], Paired]
    found: Mapping[tuple[str, str], Estimate]

    @classmethod
    def all_pairs(cls, levels: Mapping[str, Runs]) -> "Tested":
        """Test each level against each that comes after it."""
        together = ((a, b, pair(levels[a], levels[b])) for a, b in combinations(levels, 2))
        grounds = {(a, b): ground for a, b, ground in together if ground is not None}
        found = {names: ground.difference() for names, ground in grounds.items()}
        return cls(tuple(levels), grounds, found)

    def groups(self) -> list[int]:
        """The group of each level; one that is told from the best of a group begins another."""
        corrected = dict(
            zip(self.found, holm([each.p for each in self.found.values()]), strict=True)
        )
        groups: list[int] = []
        head = 0
        for place, name in enumerate(self.names):
            names = (self.names[head], name)
            apart = names in corrected and corrected[names] < LEVEL and self.found[names].rows > 1
            if apart:
                head = place
            groups.append(groups[-1] + apart if groups else 1)
        return groups

    def beside(
        self, reference: str, *, named: bool, margin: float, lower: bool
    ) -> tuple[dict[str, Difference], int]:
        """Each level's difference to one of them, and how many comparisons were corrected for.

        A reference that is the best of what was found was chosen among all pairs, so the p values
        are corrected for all of them. One that was named is compared with the others alone.
        """
        chosen = [names for names in self.found if reference in names or not named]
        corrected = holm([self.found[names].p for names in chosen])
        differences = {}
        for names, p in zip(chosen, corrected, strict=True):
            if reference in names:
                each = _difference(
                    self.grounds[names], self.found[names], names, reference, p, margin, lower
                )
                differences[each.level] = _with_further(each, len(chosen), margin)
        return differences, len(chosen)


def _difference(  # noqa: PLR0913, PLR0917 - all of it is needed
    ground: Paired,
    found: Estimate,
    names: tuple[str, str],
    reference: str,
    p: float,
    margin: float,
    lower: bool,  # noqa: FBT001
) -> Difference:
    first, second = ground.first, ground.second
    if names[0] == reference:
        names = (names[1], names[0])
        first, second, found = second, first, _negative(found)
    return Difference(
        level=names[0],
        beside=names[1],
        found=found,
        p=p,
        effect=_effect(found.mean, first.values, second.values),
        outperforms=_outperforms(first.values, second.values, ground.by != "none", lower),
        paired=ground.by,
        chance=_chance(found, crossed=ground.first.shares_samples_with(ground.second)),
        verdict=judge(found, p, margin, lower=lower),
        further_seeds=None,
    )


def _with_further(difference: Difference, comparisons: int, margin: float) -> Difference:
    if difference.verdict != "not enough runs":
        return difference
    return evolve(difference, further_seeds=further_seeds(difference.found, comparisons, margin))


def _negative(found: Estimate) -> Estimate:
    return evolve(found, mean=0 - found.mean, low=0 - found.high, high=0 - found.low)


def _chance(found: Estimate, *, crossed: bool) -> Chance:
    if np.isnan(found.seeds):
        return "samples"
    return "seeds and samples" if crossed else "seeds"


def _effect(mean: float, first: npt.NDArray[np.float64], second: npt.NDArray[np.float64]) -> float:
    count = len(first) + len(second)
    if min(len(first), len(second)) < 2:  # noqa: PLR2004 - one value has no spread
        return float("nan")
    pooled = np.sqrt((np.var(first, ddof=1) + np.var(second, ddof=1)) / 2)
    return float(mean / pooled * (1 - 3 / (4 * count - 9))) if pooled else float("nan")


def _outperforms(
    first: npt.NDArray[np.float64],
    second: npt.NDArray[np.float64],
    paired: bool,  # noqa: FBT001
    lower: bool,  # noqa: FBT001
) -> float:
    ahead = (second - first) if lower else (first - second)
    if not paired:
        ahead = np.subtract.outer(first, second) * (-1 if lower else 1)
    return float(np.mean(ahead > 0) + np.mean(ahead == 0) / 2)
