"""Predictions in a process of their own, which knows nothing but a runtime."""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from kb_registry import ExportError, Rows

if TYPE_CHECKING:
    import numpy as np

RUNTIMES = Path(__file__).parent / "runtimes"


def predicted_in(runtime: str, path: Path, rows: Rows) -> "np.ndarray":
    """Return what one of the programs in `runtimes` makes of rows.

    Raises:
        ExportError: It fails; the message is the last line that it prints.
    """
    import numpy as np

    with TemporaryDirectory() as folder:
        inputs, outputs = Path(folder, "inputs.npz"), Path(folder, "outputs.npy")
        np.savez(inputs, allow_pickle=False, **rows)
        command = [sys.executable, "-P", str(RUNTIMES / f"{runtime}.py"), str(path.resolve())]
        done = subprocess.run(  # noqa: S603 - a program of this package
            [*command, str(inputs), str(outputs)], capture_output=True, text=True, check=False
        )
        if done.returncode:
            last = (done.stderr.strip() or "it says nothing").splitlines()[-1]
            raise ExportError(f"What was written doesn't run {runtime.replace('_', ' ')}: {last}")
        return np.asarray(np.load(outputs))
