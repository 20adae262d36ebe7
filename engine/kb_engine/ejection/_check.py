"""An ejected program in a process that can't import this project."""

import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from kb_engine.ejection._errors import UnlikeError

PROGRAM = """
import os, runpy, sys
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["KERAS_BACKEND"] = "tensorflow"
class Without:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "kb" or name.startswith("kb_"):
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Without())
import numpy as np
program = runpy.run_path(sys.argv[1], run_name="ejected")
arrays = {f"data_{i}": a for i, a in enumerate(a for pair in program["load_data"]() for a in pair)}
arrays |= {f"weight_{i}": w for i, w in enumerate(program["build_model"]().get_weights())}
np.savez(sys.argv[2], **arrays)
"""


def check(code: str, beside: Path, data: list[Any], weights: list[Any]) -> None:
    """Check that a program loads the same data and starts from the same weights, bit for bit.

    Args:
        code: The program.
        beside: The folder in which it will stand.
        data: Samples and targets of training, validation and test.
        weights: Of the recipe's model.

    Raises:
        UnlikeError: It doesn't, or it doesn't run.
    """
    with TemporaryDirectory() as folder:
        program, outcome = (
            beside / f".unfinished-check-{Path(folder).name}.py",
            Path(folder, "o.npz"),
        )
        program.write_text(code, encoding="utf-8")
        try:
            done = subprocess.run(  # noqa: S603 - our own program
                [sys.executable, "-c", PROGRAM, str(program.resolve()), str(outcome)],
                cwd=beside,
                capture_output=True,
                text=True,
                check=False,
            )
        finally:
            program.unlink()
        if done.returncode:
            last = (done.stderr.strip() or "it says nothing").splitlines()[-1]
            raise UnlikeError(f"The program doesn't run without this project: {last}")
        with np.load(outcome) as arrays:
            found = {name: _digest(arrays[name]) for name in arrays}
    expected = {f"data_{i}": _digest(a[:]) for i, a in enumerate(data)}
    expected |= {f"weight_{i}": _digest(w) for i, w in enumerate(weights)}
    wrong = [name for name in expected if found.get(name) != expected[name]]
    if wrong or len(found) != len(expected):
        what = "samples" if any(name.startswith("data") for name in wrong) else "first weights"
        raise UnlikeError(f"The program's {what} would differ from the recipe's.")


def _digest(array: Any) -> tuple[str, tuple[int, ...], str]:
    array = np.ascontiguousarray(array)
    return str(array.dtype), array.shape, sha256(array.tobytes()).hexdigest()
