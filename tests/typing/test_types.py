"""Types as tests: both type checkers accept `lookup.py` and find each of `mistakes.py`."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CHECKERS = {
    "mypy": [sys.executable, "-m", "mypy", str(HERE)],
    "pyright": [sys.executable, "-m", "pyright", "--pythonpath", sys.executable, "-p", str(HERE)],
}


@pytest.mark.parametrize("checker", [pytest.param("mypy", marks=pytest.mark.slow), "pyright"])
def test_types_hold_under(checker: str) -> None:
    ran = subprocess.run(CHECKERS[checker], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert re.search(r"no issues found in 3 source files|^0 errors", ran.stdout, re.MULTILINE)
