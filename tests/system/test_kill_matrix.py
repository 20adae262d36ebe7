"""A run of any sort that is killed four times or more ends as one that never was.

`python tests/system/kill_matrix_program.py RUNS SEED FOLDER` runs a larger sample.
"""

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).with_name("kill_matrix_program.py")
SEED = "27"
"""Draws Nadam under loss scaling, accumulated gradients, lookahead and SAM; all the callbacks."""


@pytest.mark.slow
def test_drawn_runs_end_as_if_they_had_never_been_killed(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, PROGRAM, "4", SEED, tmp_path], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1].startswith("4 runs, ")
