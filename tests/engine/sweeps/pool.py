"""Workers of any executor, and what was heard of their jobs."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from kb_registry import Executor, Workers, WorkEvent

from tests.engine.sweeps.toys import work


class Pool:
    """Workers, and what was heard of their jobs."""

    def __init__(self, executor: Executor, workers: int) -> None:
        self.events: list[WorkEvent] = []
        self.unwanted: set[str] = set()
        self.workers: Workers = executor.start(work, workers, self._hear)

    def _hear(self, event: WorkEvent) -> None:
        self.events.append(event)
        if event.happened == "reported" and event.name in self.unwanted:
            self.workers.stop(event.name)

    def heard(self, name: str, happened: str) -> list[Mapping[str, Any]]:
        return [e.content for e in self.events if (e.name, e.happened) == (name, happened)]

    def end_of(self, name: str) -> tuple[str, Mapping[str, Any]]:
        """What became of a job."""
        patience = time.monotonic() + 60
        while time.monotonic() < patience:
            for event in self.events:
                if event.name == name and event.happened in {"done", "lost"}:
                    return event.happened, event.content
            self.workers.wait(0.1)
        raise TimeoutError(name)

    def do(self, name: str, **job: object) -> tuple[str, Mapping[str, Any]]:
        self.workers.submit(name, job)
        return self.end_of(name)


@contextmanager
def pool(executor: Executor, workers: int = 1) -> Iterator[Pool]:
    found = Pool(executor, workers)
    try:
        yield found
    finally:
        found.workers.close()
