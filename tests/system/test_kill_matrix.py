"""A run of any sort that is killed four times or more ends as one that never was.

`python tests/system/test_kill_matrix.py RUNS SEED FOLDER` runs a larger sample.
"""

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).with_name("kill_matrix_program.py")


@pytest.mark.slow
def test_a_drawn_run_ends_as_if_it_had_never_been_killed(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, PROGRAM, "1", "11", tmp_path], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].startswith("1 runs, ")
