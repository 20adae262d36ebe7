"""What a comparison found."""

from collections.abc import Mapping
from typing import Literal

from attrs import field, frozen

from kb_engine.comparison._estimate import Estimate
from kb_engine.comparison._fields import lower_is_better
from kb_engine.comparison._pairing import Pairing
from kb_engine.comparison._scored import TEST, ScoredRun
from kb_engine.comparison._verdict import Verdict
from kb_engine.runs.store import StoredRun

Chance = Literal["seeds and samples", "seeds", "samples"]
"""What an interval counts. "seeds" includes test samples that each seed draws for itself."""


@frozen
class Difference:
    """One level beside another.

    Attributes:
        level: What is judged.
        beside: What it is compared with.
        found: Level minus `beside`, with its interval at 95 %.
        p: The p value, corrected for all comparisons that were made.
        effect: The difference in standard deviations of a seed (Hedges' g, 1981,
            doi:10.3102/10769986006002107); NaN if they aren't known.
        outperforms: P(A > B), the share of pairs in which the level is better (Bouthillier et al.
            2021, arXiv:2103.03098); ties count half.
        paired: What was paired.
        chance: What the interval counts.
        verdict: In words.
        further_seeds: How many more would likely settle it; None if it is settled, or if more
            seeds alone won't do.
    """

    level: str
    beside: str
    found: Estimate
    p: float
    effect: float
    outperforms: float
    paired: Pairing
    chance: Chance
    verdict: Verdict
    further_seeds: int | None


@frozen
class Level:
    """What the runs of one level show.

    Attributes:
        name: The level.
        parts: The same by field, in the order of the comparison's.
        runs: Those with a score.
        unscored: Those without one: failed, killed, or without the metric. They are shown.
        found: The mean with its interval; None if no run has a score.
        spread: Standard deviation of a row, which is a seed's mean; NaN for a single one.
        rows: A score for each seed.
        group: Levels of one group can't be told from the best of it; 1 is best; 0 without scores.
        difference: To the baseline or the best; None of that one, or without common ground.
        figures: Means of `seconds`, `megabytes`, `parameters` and others.
    """

    name: str
    parts: tuple[str, ...]
    runs: tuple[ScoredRun, ...] = field(repr=False)
    unscored: tuple[StoredRun, ...] = field(repr=False)
    found: Estimate | None
    spread: float
    rows: tuple[float, ...] = field(repr=False)
    group: int = 0
    difference: Difference | None = None
    figures: Mapping[str, float] = field(factory=dict)


@frozen
class Selection:
    """How a winner was chosen on the figure that is reported, and what an honest choice shows.

    Attributes:
        winner: The level with the best figure.
        validation: The metric that a choice should go by.
        chosen: The level that it chooses.
        score: The mean of the reported metric of that level.
    """

    winner: str
    validation: str
    chosen: str
    score: float


@frozen(eq=False)
class Comparison:
    """Levels of a field, best first, and what sets them apart.

    Attributes:
        by: The fields whose levels are compared.
        metric: What is compared.
        lower: Whether a lower figure is better.
        margin: Differences up to it don't matter; 0 if none was named.
        reference: The level that the others are compared with.
        named: Whether the reference was named; otherwise it is the best.
        levels: Best first; those without scores last.
        comparisons: For how many differences p values were corrected.
        paired: The fields by which runs were paired, beside the seed.
        selection: Said of a test figure if no baseline was named; None otherwise.
        notes: What a reader must know about the runs, a sentence each.
    """

    by: tuple[str, ...]
    metric: str
    lower: bool
    margin: float
    reference: str
    named: bool
    levels: tuple[Level, ...]
    comparisons: int
    paired: tuple[str, ...]
    selection: Selection | None
    notes: tuple[str, ...]

    @property
    def validation(self) -> str:
        """The metric that a choice should go by: of a test score, the validation score."""
        score = self.metric.removeprefix(TEST)
        return self.metric if score == self.metric else f"val_{score}"

    @property
    def usual(self) -> bool:
        """Whether the direction is the one that the metric's name suggests."""
        return self.lower == lower_is_better(self.metric)

    def level(self, name: str) -> Level:
        """The level of a name.

        Raises:
            KeyError: There is none.
        """
        for each in self.levels:
            if each.name == name:
                return each
        raise KeyError(name)
