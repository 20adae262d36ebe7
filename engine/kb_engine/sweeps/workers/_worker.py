"""A process that does jobs: `python -m kb_engine.sweeps.workers._worker MODULE:FUNCTION`.

Jobs come in and events go out as JSON, a line each. Where the input ends, the process that gave
the jobs is gone, and this one goes with it, whatever it is doing.
"""

import json
import os
import queue
import sys
import threading
from importlib import import_module
from typing import Any

from kb_registry import Job, Work, freeze_imports

from kb_engine.sweeps.workers._memory import resident_megabytes


class Line:
    """The way to and from the process that gives the jobs."""

    def __init__(self) -> None:
        self._out = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what jobs print isn't an event
        self.jobs: queue.Queue[dict[str, Any]] = queue.Queue()
        self._stopped: set[str] = set()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for line in sys.stdin:
            order = json.loads(line)
            if "stop" in order:
                self._stopped.add(order["stop"])
            else:
                self.jobs.put(order)
        os._exit(1)

    def say(self, happened: str, name: str, content: Job) -> None:
        """Send an event."""
        event = {"happened": happened, "name": name, "content": content}
        print(json.dumps(event), file=self._out, flush=True)

    def continues(self, name: str) -> bool:
        """Whether a job should continue."""
        return name not in self._stopped


def main() -> None:
    """Do jobs until there are no more."""
    line = Line()
    module, _, function = sys.argv[1].partition(":")
    work: Work = getattr(import_module(module), function)
    while True:
        order = line.jobs.get()
        name = order["name"]

        def report(content: Job, name: str = name) -> bool:
            freeze_imports()  # the job has imported what it needs
            line.say("reported", name, content)
            return line.continues(name)

        outcome = work(order["job"], report)
        line.say("done", name, {**outcome, "megabytes": resident_megabytes()})


if __name__ == "__main__":
    main()
