"""Python processes that have TensorFlow imported already.

Importing TensorFlow takes longer than most of what tests ask of a process. One process imports it
and nothing of this project, and is forked for each command.
"""

import atexit
import gc
import json
import os
import runpy
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import ModuleType


def python(
    *arguments: str | Path,
    cwd: Path | None = None,
    environment: Mapping[str, str] = os.environ,
    given: str = "",
    seconds: float | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run `python FILE ...`, `-m MODULE ...` or `-c CODE ...` in a process of its own, to its end.

    Args:
        arguments: What follows `python`.
        cwd: Its folder.
        environment: Its environment. What Python itself reads at its start, but for PYTHONPATH, has
            no effect.
        given: Its standard input.
        seconds: How long it may take before SIGALRM kills it, at whatever it does.
    """
    texts = [str(argument) for argument in arguments]
    if sys.platform != "linux":  # where a process with loaded libraries may not be forked
        is_command = not texts[0].startswith("-") and not texts[0].endswith(".py")
        return subprocess.run(
            texts if is_command else [sys.executable, *texts],
            capture_output=True,
            text=True,
            cwd=cwd,
            env=environment,
            input=given,
            timeout=seconds,
            check=False,
        )
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, name) for name in ("in", "out", "err")]
        files[0].write_text(given, encoding="utf-8")
        job = {
            "arguments": texts,
            "cwd": str(cwd or Path.cwd()),
            "environment": dict(environment),
            "files": list(map(str, files)),
            "seconds": seconds or 0,
        }
        server = _server()
        assert server.stdin
        assert server.stdout
        server.stdin.write(f"{json.dumps(job)}\n")
        server.stdin.flush()
        code = int(server.stdout.readline())
        out, err = (file.read_text(encoding="utf-8") for file in files[1:])
    return subprocess.CompletedProcess(["python", *texts], code, out, err)


def unmeasured() -> dict[str, str]:
    """This environment without coverage, for programs that watch what is imported.

    Coverage imports modules of its own into a process, and where the import path has changed it
    forgets the modules that other threads import while it looks at the path.
    """
    return {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}


@cache
def _server() -> subprocess.Popen[str]:
    server = subprocess.Popen(
        [sys.executable, __file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=unmeasured(),
    )
    atexit.register(server.communicate)
    return server


def _serve() -> None:
    import sklearn.datasets  # noqa: F401 - for those that are forked
    import tensorflow as tf  # noqa: F401 - likewise

    gc.freeze()  # else each of them would visit all that was imported at its end
    for line in sys.stdin:
        child = os.fork()
        if not child:
            _become(**json.loads(line))
            return
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201 - the answer


def _become(
    arguments: list[str], cwd: str, environment: dict[str, str], files: list[str], seconds: float
) -> None:
    """Be the process that was asked for."""
    import numpy as np

    signal.setitimer(signal.ITIMER_REAL, seconds)  # 0 never ends
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environment)
    for descriptor, file in enumerate(files):
        os.dup2(os.open(file, os.O_RDWR | os.O_CREAT), descriptor)
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)  # the former one has read ahead
    np.random.seed()  # noqa: NPY002 - all would draw what was seeded when it was imported
    if "COVERAGE_PROCESS_CONFIG" in environment:
        import coverage

        coverage.process_startup()
    sys.path[:1] = filter(None, environment.get("PYTHONPATH", "").split(os.pathsep))
    match arguments:
        case ["-c", code, *rest]:
            sys.argv, sys.path = ["-c", *rest], ["", *sys.path]
            sys.modules["__main__"] = main = ModuleType("__main__")
            exec(compile(code, "<string>", "exec"), vars(main))  # noqa: S102 - as `python -c` does
        case ["-m", module, *rest]:
            sys.argv, sys.path = ["-m", *rest], ["", *sys.path]
            runpy.run_module(module, run_name="__main__", alter_sys=True)
        case [file, *_]:
            sys.argv, sys.path = arguments, [str(Path(file).parent), *sys.path]
            runpy.run_path(file, run_name="__main__")


if __name__ == "__main__":
    _serve()
