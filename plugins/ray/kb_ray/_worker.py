"""A worker, as it runs in a process of the cluster."""

import math
import os
import queue
import threading
import time
from collections.abc import Iterator
from typing import Any

from kb_registry import Job, Work, freeze_imports, worker_environment

Told = tuple[str, Job]
"""What happened, "reported" or "done", and the report or outcome."""


GATHER_SECONDS = 0.1
"""How long reports wait for others: each that is handed over costs the machine milliseconds."""


class Worker:
    """Does one job after another.

    Args:
        work: What it does with a job.
        folder: The folder in which relative paths start.
        threads: How many threads TensorFlow, and the libraries it calls, may use.
    """

    def __init__(self, work: Work, folder: str, threads: int) -> None:
        os.chdir(folder)
        os.environ.update(worker_environment(threads))
        self._work = work
        self._stopped: set[str] = set()

    def ready(self) -> bool:
        """Say that it has started."""
        return True

    def do(self, name: str, job: dict[str, Any]) -> Iterator[list[Told]]:
        """Do a job; yields its reports a few times a second, and its outcome last."""
        told: queue.Queue[Told | Exception] = queue.Queue()

        def report(content: Job) -> bool:
            freeze_imports()  # the job has imported what it needs
            told.put(("reported", content))
            return name not in self._stopped

        def work() -> None:
            try:
                told.put(("done", self._work(job, report)))
            except Exception as error:  # noqa: BLE001 - handed on to whoever gave the job
                told.put(error)

        threading.Thread(target=work, daemon=True).start()
        while True:
            events = list(_gathered(told))
            yield events
            if events[-1][0] == "done":
                return

    def stop(self, name: str) -> None:
        """Have a job's next report say that it shouldn't continue."""
        self._stopped.add(name)


def _gathered(told: "queue.Queue[Told | Exception]") -> Iterator[Told]:
    """What is told from now on, for a short time or until the end of the job."""
    until = math.inf
    while (left := until - time.monotonic()) > 0:
        try:
            event = told.get(timeout=None if math.isinf(left) else left)
        except queue.Empty:
            return
        until = min(until, time.monotonic() + GATHER_SECONDS)
        if isinstance(event, Exception):
            raise event
        yield event
        if event[0] == "done":
            return
