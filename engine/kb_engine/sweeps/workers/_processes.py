"""Trials in processes of their own, which are warm, replaceable and don't share a fate."""

import os
from collections.abc import Callable
from queue import Empty, Queue
from typing import Annotated, Any

from kb_registry import Executor, Gt, Job, Work, Workers, WorkEvent, param

from kb_engine.sweeps.workers._process import WorkerProcess


class Processes(Executor):
    """Trains trials in worker processes that stay warm from trial to trial.

    The machine's cores are divided between them. A worker that dies or hangs is replaced and costs
    its own trial alone.
    """

    growth: Annotated[float, Gt(1)] = param(
        default=1.5, help="a worker is replaced once its memory has grown by this factor"
    )

    def start(self, work: Work, workers: int, listen: Callable[[WorkEvent], None]) -> Workers:
        """Start the workers; each imports what it needs while the others do the same."""
        return _Pool(work, workers, listen, self.growth)


class _Pool:
    def __init__(
        self, work: Work, workers: int, listen: Callable[[WorkEvent], None], growth: float
    ) -> None:
        self._work = f"{work.__module__}:{work.__qualname__}"
        self._threads = max(1, (os.cpu_count() or 1) // workers)
        self._listen = listen
        self._growth = growth
        self._events: Queue[tuple[WorkerProcess, dict[str, Any] | None]] = Queue()
        self._workers = [self._new() for _ in range(workers)]

    def free(self) -> int:
        return sum(worker.job is None for worker in self._workers)

    def submit(self, name: str, job: Job) -> None:
        worker = next(worker for worker in self._workers if worker.job is None)
        worker.begin(name, job)
        self._listen(WorkEvent(name, "started", {}))

    def wait(self, seconds: float) -> None:
        try:
            self._handle(*self._events.get(timeout=seconds))
            while True:
                self._handle(*self._events.get_nowait())
        except Empty:
            return

    def stop(self, name: str) -> None:
        for worker in self._doing(name):
            worker.stop(name)

    def kill(self, name: str) -> None:
        for worker in self._doing(name):
            worker.kill()

    def close(self) -> None:
        for worker in self._workers:
            worker.kill()
        for worker in self._workers:
            worker.wait()

    def _new(self) -> WorkerProcess:
        return WorkerProcess(self._work, self._threads, self._events.put)

    def _doing(self, name: str) -> list[WorkerProcess]:
        return [worker for worker in self._workers if worker.job == name]

    def _handle(self, worker: WorkerProcess, event: dict[str, Any] | None) -> None:
        if worker not in self._workers:
            return  # replaced before its end was heard of
        if event is None:
            name, cause = worker.job, worker.wait()
            self._replace(worker)
            if name is not None:
                self._listen(WorkEvent(name, "lost", {"cause": cause}))
            return
        if event["happened"] == "done":
            worker.end(event["content"]["megabytes"])
            if worker.megabytes > self._growth * worker.needed:
                self._replace(worker)
        self._listen(WorkEvent(event["name"], event["happened"], event["content"]))

    def _replace(self, worker: WorkerProcess) -> None:
        worker.kill()
        worker.wait()
        self._workers[self._workers.index(worker)] = self._new()
