"""Where work is done that takes many processes, and how one hears of it."""

import gc
import os
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, ClassVar, Literal, Protocol

from attrs import frozen

from kb_registry.components._component import Component
from kb_registry.components._kind import Kind

Job = Mapping[str, Any]
"""What one piece of work needs: plain values, as JSON holds them."""

Report = Callable[[Job], bool]
"""Reports how far a job is; returns whether it should continue."""

Work = Callable[[Job, Report], Job]
"""A function of a module that every worker can import; returns the outcome as plain values."""


@frozen
class WorkEvent:
    """What happened to a job.

    Attributes:
        name: The job's name, as it was submitted.
        happened: "started", "reported", "done", or "lost" if its worker died or was killed.
        content: The report, the outcome, or under `cause` what became of the worker.
    """

    name: str
    happened: Literal["started", "reported", "done", "lost"]
    content: Job


def worker_environment(threads: int) -> dict[str, str]:
    """Return this process's environment for a worker of it.

    Args:
        threads: How many threads TensorFlow, and the libraries it calls, may use there.
    """
    counts = ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")
    defaults = {"TF_CPP_MIN_LOG_LEVEL": "2", "KERAS_BACKEND": "tensorflow"}
    return {**defaults, **os.environ, **dict.fromkeys(counts, str(threads))}


@cache
def freeze_imports() -> None:
    """Keep what was imported out of garbage collection in this process, which a worker owns.

    Libraries hold no garbage, and looking for it would cost each job. Called again, it does
    nothing.
    """
    gc.freeze()


class Workers(Protocol):
    """Workers that were started. One thread at a time calls these methods."""

    def free(self) -> int:
        """How many more jobs can be submitted now."""
        raise NotImplementedError

    def submit(self, name: str, job: Job) -> None:
        """Have a free worker do a job."""

    def wait(self, seconds: float) -> None:
        """Wait until something happens, for so long at most, and hand on every event."""

    def stop(self, name: str) -> None:
        """Have a job's next report say that it shouldn't continue."""

    def kill(self, name: str) -> None:
        """End a job's worker at once; the event "lost" follows."""

    def close(self) -> None:
        """End all workers, at once and without events."""


class Executor(Component):
    """Where the trials of a sweep are trained."""

    kind: ClassVar = Kind("executor", "kb.executors")

    def start(self, work: Work, workers: int, listen: Callable[[WorkEvent], None]) -> Workers:
        """Start workers.

        Args:
            work: What every worker does with its jobs.
            workers: How many of them, at least one.
            listen: Is called, from within `Workers.wait`, with every event.

        Raises:
            KerasBlocksError: They can't be started.
        """
        raise NotImplementedError
