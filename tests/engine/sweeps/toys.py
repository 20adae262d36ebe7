"""Work that needs no TensorFlow, for workers to do."""

import ctypes
import gc
import os
import signal
import sys
import time

from kb_registry import Job, Report

_grown: list[bytes] = []


def work(job: Job, report: Report) -> Job:
    """Do what a job says."""
    match job["do"]:
        case "square":
            return {"square": job["number"] ** 2, "process": os.getpid()}
        case "print":
            print("not an event")  # noqa: T201 - what libraries do
            return {}
        case "crash" | "leave" | "vanish" as how:
            _die(how)
        case "freeze":
            report({})
            return {"frozen": gc.get_freeze_count()}
        case "raise":
            raise ValueError("a mistake")
        case "hang":
            time.sleep(600)
        case "grow":
            _grown.append(b"x" * (40 * 2**20))
            return {"process": os.getpid()}
        case "count":
            counted = 0
            while report({"counted": counted}) and counted < 1000:
                counted += 1
                time.sleep(0.01)
            return {"counted": counted}
    return {"threads": os.environ.get("TF_NUM_INTRAOP_THREADS")}


def _die(how: str) -> None:
    """End this process."""
    match how:
        case "crash":
            ctypes.string_at(0)
        case "leave":
            print("a reason", file=sys.stderr)  # noqa: T201 - what libraries say
            print("I0000 00:00:1.2 3 file.cc:1] It starts.", file=sys.stderr, flush=True)  # noqa: T201
            os._exit(3)
        case "vanish":
            print("E0000 00:00:1.2 3 file.cc:52] failed call to cuInit", file=sys.stderr)  # noqa: T201
            os.kill(os.getpid(), signal.SIGKILL)  # as a kernel does that has no memory left
