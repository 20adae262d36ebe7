"""A sweep under way, as those who watch it see it."""

import math
import time
from collections.abc import Mapping
from typing import Protocol

from attrs import define, field

from kb_engine.runs.store import StoredRun
from kb_engine.sweeps._trial import Trial


@define(eq=False)
class RunningTrial:
    """A trial under way.

    Attributes:
        trial: Which one.
        epoch: How many epochs are done.
        epochs: How many there are at most.
        curve: The objective after each epoch, as far as it was seen; None if it wasn't finite.
        figures: Those of the last epoch.
        started: When a worker got it, on the monotonic clock, in seconds; infinite until then.
        began: When its worker had imported what it needs, on the monotonic clock, in seconds;
            infinite until then.
        stuck: Whether its worker was ended because it didn't come so far.
    """

    trial: Trial
    epoch: int = 0
    epochs: int = 0
    curve: list[float | None] = field(factory=list)
    figures: Mapping[str, float | None] = field(factory=dict)
    started: float = math.inf
    began: float = math.inf
    stuck: bool = False


@define(eq=False)
class Progress:
    """How far a sweep is.

    Attributes:
        total: How many trials there are; None if nobody knows.
        workers: How many are trained at once.
        objective: The score by which trials are ranked.
        before: Trials that had ended before this session.
        counts: Trials that have ended, those before included, by what became of them.
        running: Trials under way, by key.
        best: The best run so far.
        stopping: Whether no further trial is begun.
    """

    total: int | None
    workers: int
    objective: str
    before: int = 0
    counts: dict[str, int] = field(factory=dict)
    running: dict[str, RunningTrial] = field(factory=dict)
    best: StoredRun | None = None
    stopping: bool = False
    began: float = field(factory=time.monotonic)

    @property
    def ended(self) -> int:
        """Trials that have ended, whatever became of them."""
        return sum(self.counts.values())

    @property
    def seconds(self) -> float:
        """Since this session began."""
        return time.monotonic() - self.began

    @property
    def seconds_left(self) -> float | None:
        """What the trials to come take if they take as long as those of this session."""
        done = self.ended - self.before
        if self.total is None or done < 1:
            return None
        return self.seconds / done * max(self.total - self.ended, 0)


class Watcher(Protocol):
    """Someone who follows a sweep."""

    def begun(self, progress: Progress, trial: Trial) -> None:
        """A trial has begun, or begun again."""

    def epoch(self, progress: Progress, running: RunningTrial) -> None:
        """A trial has done another epoch."""

    def ended(self, progress: Progress, trial: Trial, run: StoredRun) -> None:
        """A trial has ended."""

    def noted(self, progress: Progress, note: str) -> None:
        """Something else that people should know has happened."""

    def passed(self, progress: Progress) -> None:
        """Some time has passed."""


class Silent:
    """Watches without a word."""

    def begun(self, progress: Progress, trial: Trial) -> None:
        """Say nothing."""

    def epoch(self, progress: Progress, running: RunningTrial) -> None:
        """Say nothing."""

    def ended(self, progress: Progress, trial: Trial, run: StoredRun) -> None:
        """Say nothing."""

    def noted(self, progress: Progress, note: str) -> None:
        """Say nothing."""

    def passed(self, progress: Progress) -> None:
        """Say nothing."""
