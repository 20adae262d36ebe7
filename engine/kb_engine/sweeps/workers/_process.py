"""One worker process, seen from the process that gives it jobs."""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from kb_registry import Job, worker_environment

LAST_WORDS = 300
"""Characters of what a dead worker said last that are kept."""

SEARCHED = 4096
"""Bytes at the end of what it said that are searched for them."""

CHATTER = re.compile(r"[IW]\d{4} |E\d{4} .*cuInit|WARNING: All log messages before absl")
"""What TensorFlow logs as it starts, whatever is asked of it."""

WARM = 3
"""Jobs after which a worker holds all that it needs, programs and libraries included."""

WAIT_SECONDS = 30.0
"""How long the system may take to end a process that was killed."""

Hear = Callable[[tuple["WorkerProcess", dict[str, Any] | None]], None]
"""Is called, from a thread, with a worker and its event; None when it is gone."""


class WorkerProcess:
    """A process that does one job after another.

    It has a session of its own, so that Ctrl-C in a terminal reaches the driver alone.

    Args:
        work: Module and function, `MODULE:FUNCTION`.
        threads: How many threads TensorFlow may use.
        hear: Where events go.

    Attributes:
        job: The name of the job under way.
        jobs: How many are done.
        megabytes: The memory it held after the last one.
        needed: The memory it held when it had what it needs.
    """

    def __init__(self, work: str, threads: int, hear: Hear) -> None:
        self.job: str | None = None
        self.jobs = 0
        self.megabytes = self.needed = 0.0
        self._talk = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the process
        self._process = subprocess.Popen(  # noqa: S603 - this Python and a module of ours
            [sys.executable, "-m", "kb_engine.sweeps.workers._worker", work],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._talk,
            text=True,
            encoding="utf-8",
            env=worker_environment(threads),
            start_new_session=True,
        )
        threading.Thread(target=self._listen, args=(hear,), daemon=True).start()

    def begin(self, name: str, job: Job) -> None:
        """Give it a job."""
        self.job = name
        self._send({"name": name, "job": job})

    def end(self, megabytes: float) -> None:
        """Its job is done."""
        self.job = None
        self.jobs += 1
        self.megabytes = megabytes
        if self.jobs <= WARM:
            self.needed = megabytes

    def stop(self, name: str) -> None:
        """Have a job's next report say that it shouldn't continue."""
        self._send({"stop": name})

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()

    def wait(self) -> str:
        """Wait for its end, and say what became of it."""
        code = self._process.wait(WAIT_SECONDS)
        if self._process.stdin is not None:
            with suppress(BrokenPipeError):
                self._process.stdin.close()
        words = self._last_words()
        return _told(code) if code == -signal.SIGKILL else f"{_told(code)}{words}"

    def _send(self, order: dict[str, Any]) -> None:
        pipe = self._process.stdin
        with suppress(BrokenPipeError, ValueError):  # it is gone, which the thread hears of
            print(json.dumps(order), file=pipe, flush=True)

    def _listen(self, hear: Hear) -> None:
        if self._process.stdout is not None:
            with self._process.stdout as lines, suppress(ValueError):  # the last is cut short
                for line in lines:
                    hear((self, json.loads(line)))
        hear((self, None))

    def _last_words(self) -> str:
        if self._talk.closed:
            return ""
        size = self._talk.seek(0, os.SEEK_END)
        self._talk.seek(max(0, size - SEARCHED))
        words = self._talk.read().decode("utf-8", "replace")
        self._talk.close()
        said = [line for line in words.splitlines() if line.strip() and not CHATTER.match(line)]
        return f" It last said: {said[-1].strip()[-LAST_WORDS:]}" if said else ""


def _told(returncode: int) -> str:
    """What became of a process, in words."""
    if returncode >= 0:
        return f"The worker ended with exit code {returncode}."
    try:
        name = signal.Signals(-returncode).name
    except ValueError:
        name = f"signal {-returncode}"
    hint = " The system may have run out of memory." if name == "SIGKILL" else ""
    return f"The worker was killed by {name}.{hint}"
