"""The workers of a sweep on a cluster."""

from collections import deque
from collections.abc import Callable
from typing import Any

import ray
from attrs import define
from kb_registry import Job, WorkEvent, in_one_line
from ray.exceptions import RayError, RayTaskError

from kb_ray._cluster import Cluster, ClusterError, Hire

MOST_FAILED_STARTS = 8
"""Workers that may fail to start in a row, before that isn't the fault of single machines."""


@define(eq=False)
class _Hired:
    """A worker, and what is to come from it next."""

    worker: Any
    next: Any
    ready: bool = False
    job: str | None = None
    killed: bool = False


class Pool:
    """Workers on a cluster, and the jobs that wait for one of them.

    A job isn't bound to a worker before that has started: a machine that is lost may leave no room
    for its successor.
    """

    def __init__(
        self,
        cluster: Cluster,
        hire: Hire,
        workers: int,
        listen: Callable[[WorkEvent], None],
    ) -> None:
        self._cluster = cluster
        self._hire = hire
        self._listen = listen
        self._waiting: deque[tuple[str, Job]] = deque()
        self._failed_starts = 0
        self._workers = [self._new() for _ in range(workers)]

    def free(self) -> int:
        busy = sum(each.job is not None for each in self._workers)
        return len(self._workers) - busy - len(self._waiting)

    def submit(self, name: str, job: Job) -> None:
        self._waiting.append((name, job))
        self._hand_out()

    def wait(self, seconds: float) -> None:
        while self._workers:
            coming = {each.next: each for each in self._workers if each.next is not None}
            ready, _ = ray.wait(list(coming), num_returns=1, timeout=seconds)
            if not ready:
                return
            self._hear(coming[ready[0]])
            self._hand_out()
            seconds = 0

    def stop(self, name: str) -> None:
        for each in self._doing(name):
            each.worker.stop.remote(name)

    def kill(self, name: str) -> None:
        for each in self._doing(name):
            each.killed = True
            ray.kill(each.worker)
        for waiting in [one for one in self._waiting if one[0] == name]:
            self._waiting.remove(waiting)
            self._listen(WorkEvent(name, "lost", {"cause": "No worker was free for it."}))

    def close(self) -> None:
        for each in self._workers:
            ray.kill(each.worker)
        self._workers = []
        self._cluster.leave()

    def _new(self) -> _Hired:
        worker = self._hire()
        return _Hired(worker, worker.ready.remote())

    def _doing(self, name: str) -> list[_Hired]:
        return [each for each in self._workers if each.job == name]

    def _hand_out(self) -> None:
        for each in self._workers:
            if self._waiting and each.ready and each.job is None:
                each.job, job = self._waiting.popleft()
                each.next = each.worker.do.options(num_returns="streaming").remote(each.job, job)
                self._listen(WorkEvent(each.job, "started", {}))

    def _hear(self, each: _Hired) -> None:
        try:
            if not each.ready:
                ray.get(each.next)
                each.ready, each.next = True, None
                self._failed_starts = 0
                return
            events = ray.get(next(each.next))
        except RayError as error:
            self._replace(each, _told(each, error))
            return
        name = each.job
        assert name is not None  # noqa: S101 - for type checkers: only workers with a job report
        for happened, content in events:
            if happened == "done":
                each.job = each.next = None
            self._listen(WorkEvent(name, happened, content))

    def _replace(self, each: _Hired, cause: str) -> None:
        ray.kill(each.worker)
        self._workers[self._workers.index(each)] = self._new()
        if each.job is not None:
            self._listen(WorkEvent(each.job, "lost", {"cause": cause}))
            return
        self._failed_starts += 1
        if self._failed_starts > MOST_FAILED_STARTS:
            raise ClusterError(
                f"No worker starts on the cluster. {cause}",
                hint="Its machines need the same packages and the same folders as this one.",
            )


def _told(each: _Hired, error: RayError) -> str:
    """What became of a worker, in words."""
    if each.killed:
        return "The worker was killed."
    if isinstance(error, RayTaskError):
        return f"The worker raised {in_one_line(error.cause)}"
    return f"The worker was lost: {in_one_line(error)}"
