"""Trials one after another, in the process that drives the sweep."""

from collections.abc import Callable

from kb_registry import Executor, Job, Work, Workers, WorkEvent


class Inline(Executor):
    """Trains one trial after another in this process: for debuggers, and where processes are dear.

    A trial that crashes takes the sweep with it, and no timeout can end one.
    """

    def start(self, work: Work, workers: int, listen: Callable[[WorkEvent], None]) -> Workers:
        """Start the one worker that there is, however many were asked for."""
        del workers
        return _InlineWorker(work, listen)


class _InlineWorker:
    def __init__(self, work: Work, listen: Callable[[WorkEvent], None]) -> None:
        self._work = work
        self._listen = listen
        self._waiting: tuple[str, Job] | None = None
        self._stopped: set[str] = set()

    def free(self) -> int:
        return int(self._waiting is None)

    def submit(self, name: str, job: Job) -> None:
        self._waiting = name, job

    def wait(self, seconds: float) -> None:
        del seconds
        if self._waiting is None:
            return
        name, job = self._waiting
        self._listen(WorkEvent(name, "started", {}))

        def report(content: Job) -> bool:
            self._listen(WorkEvent(name, "reported", content))
            return name not in self._stopped

        outcome = self._work(job, report)
        self._waiting = None
        self._listen(WorkEvent(name, "done", outcome))

    def stop(self, name: str) -> None:
        self._stopped.add(name)

    def kill(self, name: str) -> None:
        """Nothing can end a job but the job."""

    def close(self) -> None:
        """Nothing is left behind."""
