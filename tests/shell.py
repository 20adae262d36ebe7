"""The `kb` command as a user's shell runs it."""

import os
import subprocess
import sys
from pathlib import Path


def kb(*arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run `kb` in a new process, with plain output 120 columns wide."""
    return subprocess.run(
        [Path(sys.executable).with_name("kb"), *arguments],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, "COLUMNS": "120", "NO_COLOR": "1"},
        check=False,
    )


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
