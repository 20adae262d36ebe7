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
