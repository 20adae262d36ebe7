"""The `kb` command as a user's shell runs it."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.preloaded import python

KB = Path(sys.executable).with_name("kb")


def kb(
    *arguments: str | Path, cwd: Path | None = None, given: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run `kb` in a process of its own, with plain output 120 columns wide."""
    plain = {**os.environ, "COLUMNS": "120", "NO_COLOR": "1"}
    return python(KB, *arguments, cwd=cwd, environment=plain, given=given)


@contextmanager
def board(logdir: Path) -> Iterator[str]:
    """The address of `kb board` over a log directory; Ctrl-C ends it."""
    command = [str(KB), "board", str(logdir), "--port", "0"]
    unbuffered = {**os.environ, "PYTHONUNBUFFERED": "1"}
    # what ignores Ctrl-C, as a suite that a script runs in the background, has its children do so
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=unbuffered)
    signal.signal(signal.SIGINT, before)
    with server:
        try:
            assert server.stderr is not None
            told = (re.search(r"http://\S+/", line) for line in server.stderr)
            yield next(match[0] for match in told if match and "github" not in match[0])
            server.send_signal(signal.SIGINT)
            server.communicate(timeout=30)
        finally:
            server.kill()


def runs(logdir: Path) -> list[Path]:
    """The folders of the runs in a log directory."""
    return sorted(path for path in logdir.iterdir() if path.is_dir())


def install(package: Path, site: Path) -> dict[str, str]:
    """Install a package into a folder; the environment in which it is found there."""
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(site)]
    subprocess.run([*pip, str(package)], check=True)
    return {**os.environ, "PYTHONPATH": str(site), "COLUMNS": "120"}


def run(environment: dict[str, str], *command: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command in an environment such as `install` returns."""
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
