"""Which runs stand against which."""

from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Any, Literal

import numpy as np
from attrs import frozen

from kb_engine.comparison._estimate import (
    Estimate,
    Values,
    difference,
    estimate,
    samples_variance,
)
from kb_engine.comparison._fields import key_of
from kb_engine.comparison._scored import ScoredRun

Key = tuple[str, tuple[str, ...]]
"""A seed, and every other field in which runs differ."""

Pairing = Literal["seed", "run", "none"]
"""What a row is: a seed, a run, or a run without a counterpart."""


@frozen(eq=False)
class Rows:
    """Figures of one level, or of one in place of another, a row for each seed.

    Attributes:
        values: `(rows,)`.
        by_sample: `(rows, samples)`, booleans if each row is one run's; None unless all have the
            same test samples.
        samples: What tells these samples from others.
        step: In which steps a row moves.
    """

    values: Values
    by_sample: Any
    samples: str | None
    step: float

    def estimate(self) -> Estimate:
        """Their mean, with both sources of chance."""
        return estimate(self.values, self.by_sample, self.step)

    def minus(self, other: "Rows") -> "Rows":
        """The differences, row by row."""
        same = self.shares_samples_with(other)
        return Rows(
            self.values - other.values,
            np.subtract(self.by_sample, other.by_sample, dtype=np.float32) if same else None,
            self.samples if same else None,
            max(self.step, other.step),
        )

    def shares_samples_with(self, other: "Rows") -> bool:
        """Whether all rows of both were scored on the same test samples."""
        return self.by_sample is not None and self.samples == other.samples


@frozen(eq=False)
class Paired:
    """Two levels on common ground.

    Attributes:
        first: Rows of one.
        second: Rows of the other; in the same order if they are paired.
        by: What a row is.
    """

    first: Rows
    second: Rows
    by: Pairing

    def difference(self) -> Estimate:
        """First minus second."""
        if self.by != "none":
            return self.first.minus(self.second).estimate()
        same = self.first.shares_samples_with(self.second)
        samples = samples_variance(self.first.by_sample, self.second.by_sample) if same else 0.0
        step = max(self.first.step, self.second.step)
        return difference(self.first.values, self.second.values, samples, step)


def by_key(runs: Sequence[ScoredRun], others: Sequence[str]) -> dict[Key, ScoredRun]:
    """Runs by seed and every other field; of runs that repeat one, the last that was begun."""
    ordered = sorted(runs, key=lambda each: str(each.run.facts.get("begun")))
    return {
        (each.seed, (*key_of(each.run.facts, others), *each.versions)): each for each in ordered
    }


def pair(first: Mapping[Key, ScoredRun], second: Mapping[Key, ScoredRun]) -> Paired | None:
    """Bring two levels onto common ground; None if there is too little for that.

    A row is a seed: runs of one seed share the order of samples, the weights that the levels have
    in common and, unless the data has test samples of its own, the test samples. Runs of one seed
    that differ in other fields are averaged. If there is one seed alone, a row is a run; and runs
    without any counterpart are compared unpaired.
    """
    common = sorted(first.keys() & second.keys())
    seeds = {key[0] for key in common}
    if common:
        by: Pairing = "seed" if len(seeds) > 1 else "run"
        groups = _groups(common, by)
        return Paired(rows_of(first, groups), rows_of(second, groups), by)
    alone, others = (_groups(sorted(each), "seed") for each in (first, second))
    if min(len(alone), len(others)) < 2:  # noqa: PLR2004 - one value has no spread
        return None
    return Paired(rows_of(first, alone), rows_of(second, others), "none")


def rows_of(runs: Mapping[Key, ScoredRun], groups: Sequence[Sequence[Key]]) -> Rows:
    """A row for each group of runs: their mean."""
    chosen = [[runs[key] for key in group] for group in groups]
    values = np.array([_mean_score(group) for group in chosen])
    everything = [each for group in chosen for each in group]
    step = max(each.step for each in everything) / max(map(len, groups))
    samples = {each.samples for each in everything}
    if len(samples) > 1 or None in samples:
        return Rows(values, None, None, step)
    by_sample = np.array([_mean([each.by_sample for each in group]) for group in chosen])
    return Rows(values, by_sample, samples.pop(), step)


def all_rows(runs: Mapping[Key, ScoredRun]) -> Rows:
    """All runs of a level, a row for each seed, or for each run if there is one seed."""
    seeds = {key[0] for key in runs}
    return rows_of(runs, _groups(sorted(runs), "seed" if len(seeds) > 1 else "run"))


def _groups(keys: Sequence[Key], by: Pairing) -> list[list[Key]]:
    if by == "run":
        return [[key] for key in keys]
    groups: dict[str, list[Key]] = {}
    for key in keys:
        groups.setdefault(key[0], []).append(key)
    return list(groups.values())


def _mean_score(group: Sequence[ScoredRun]) -> float:
    return group[0].score if len(group) == 1 else fmean(each.score for each in group)


def _mean(vectors: Sequence[Any]) -> Any:
    return vectors[0] if len(vectors) == 1 else np.mean(np.asarray(vectors, np.float32), axis=0)
