"""Runs with the score that is compared."""

import json
import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from attrs import field, frozen

from kb_engine._errors import FormatError
from kb_engine.runs._paths import RunPaths
from kb_engine.runs._sample_scores import read_score
from kb_engine.runs.store import StoredRun

TEST = "test_"

_WEIGHTY = ("keras", "tensorflow", "numpy", "backend")
_OURS = "keras-blocks"


@frozen(eq=False)
class ScoredRun:
    """A run that has the metric.

    Attributes:
        run: Its facts and folder.
        level: Which level it belongs to.
        score: The metric.
        versions: Of the packages that computed it, and which backend did.
        samples: What tells its test samples from others; None if it kept no scores of theirs.
        by_sample: `(samples,)`, the score of each; None likewise.
    """

    run: StoredRun
    level: str
    score: float
    versions: tuple[str, ...] = ()
    samples: str | None = None
    by_sample: Any = field(default=None, repr=False)

    @property
    def seed(self) -> str:
        """The seed of its recipe."""
        return str(self.run.facts.get("seed"))

    @property
    def step(self) -> float:
        """In which steps the score moves, if each sample is right or wrong; else 0."""
        if self.by_sample is None or self.by_sample.dtype != bool:
            return 0.0
        return 1 / len(self.by_sample)


def scored(runs: Iterable[StoredRun], levels: Sequence[str], metric: str) -> list[ScoredRun]:
    """The runs whose metric is a finite number, trained to their end."""
    return [
        _scored(run, level, metric, score)
        for run, level in zip(runs, levels, strict=True)
        if run.status == "trained" and (score := score_of(run, metric)) is not None
    ]


def score_of(run: StoredRun, metric: str) -> float | None:
    """A run's metric; None if it has none or it isn't finite."""
    fact = run.facts.get(metric)
    usable = isinstance(fact, int | float) and math.isfinite(fact)
    return float(fact) if usable and isinstance(fact, int | float) else None


def _scored(run: StoredRun, level: str, metric: str, score: float) -> ScoredRun:
    samples, by_sample = _by_sample(run.folder, metric) or (None, None)
    return ScoredRun(run, level, score, versions_of(run.folder), samples, by_sample)


def _by_sample(folder: Path, metric: str) -> tuple[str, Any] | None:
    """The score of each test sample; None of a run that kept none, whose score still counts."""
    if not metric.startswith(TEST):
        return None
    try:
        return read_score(RunPaths(folder).test_samples, metric.removeprefix(TEST))
    except (OSError, FormatError):
        return None


def versions_of(folder: Path) -> tuple[str, ...]:
    """Versions under which a run was trained; none if it doesn't say."""
    try:
        record = json.loads((folder / "environment.json").read_text("utf-8"))
    except (OSError, ValueError):
        return ()
    if not isinstance(record, dict):
        return ()
    return tuple(
        f"{name} {version}"
        for name, version in record.items()
        if name in _WEIGHTY or name.startswith(_OURS)
    )
