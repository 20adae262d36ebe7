"""What logging costs, held below a share of the training time."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

SHORT = 20.0
"""Seconds. A shorter training may cost as much as one of that length: nobody feels the
difference, and its few steps are worth seeing."""


class Budget:
    """Measures its own cost and says when to leave something out.

    Set-up, above all the tracing of graphs, is paid once however long the training, so it is
    reported but not charged. What other threads do for logging is charged by their processor
    time, as if they had stopped the training for so long.

    Args:
        share: The greatest share of the time since the start that logging may take.
    """

    def __init__(self, share: float) -> None:
        if not 0 < share <= 1:
            raise ValueError(f"budget={share!r} isn't a share of training time: 0 < budget <= 1.")
        self.share = share
        self.set_up = 0.0
        self._spent = self._beside = 0.0
        self.recorded: Counter[str] = Counter()
        self.left_out: Counter[str] = Counter()
        self._price: dict[str, float] = {}
        self._elapsed = 0.0
        self._since: float | None = None
        self._seen = 0.0

    def start(self) -> None:
        """Training begins or resumes; one that was interrupted lasted until its last record."""
        if self._since is not None:
            self._elapsed += self._seen - self._since
        self._since = self._seen = time.perf_counter()

    def stop(self) -> None:
        """Training ends, or is interrupted."""
        self._elapsed, self._since = self.elapsed, None

    @property
    def elapsed(self) -> float:
        """Seconds of training, all of its logging included."""
        running = 0.0 if self._since is None else time.perf_counter() - self._since
        return self._elapsed + running

    @property
    def spent(self) -> float:
        """Seconds charged."""
        return self._spent + self._beside

    def charge(self, seconds: float) -> None:
        """Adds what the writer's thread has worked. No other thread may call this."""
        self._beside += seconds

    def affords(self, kind: str) -> bool:
        """Whether another record of a kind fits; counts it as left out if not."""
        price = self._price.get(kind, 0.0)
        if self.spent + price <= self.share * max(SHORT, self.elapsed - self.set_up):
            return True
        self.left_out[kind] += 1
        return False

    @contextmanager
    def spend(self, kind: str, *, set_up: bool = False) -> Iterator[None]:
        """Measures the making of one record, or of one and the set-up for those to come."""
        begun = time.perf_counter()
        yield
        self._seen = time.perf_counter()
        cost = self._seen - begun
        self.recorded[kind] += 1
        if set_up:
            self.set_up += cost
        else:
            self._spent += cost
            self._price[kind] = cost

    def report(self) -> str:
        """What was recorded, what was left out and what it cost, as Markdown."""
        lines = ["| records | written | left out |", "|---|---|---|"]
        lines += [
            f"| {kind} | {count} | {self.left_out[kind]} |" for kind, count in self.recorded.items()
        ]
        took = f"Logging took {self._share(self.spent)} of the training time"
        short = f" of {SHORT:.0f} s" if self.elapsed - self.set_up < SHORT else ""
        lines += ["", f"{took}; the budget is {self.share:.1%}{short}."]
        once = f"Preparing it took {self.set_up:.1f} s, once: {self._share(self.set_up)} more."
        return "\n".join([*lines, once])

    def _share(self, seconds: float) -> str:
        return f"{seconds / self.elapsed if self.elapsed else 0.0:.1%}"
