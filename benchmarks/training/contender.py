"""One contender trains one network in a process of its own and prints what it took."""

import importlib
import json
import sys
import time
from pathlib import Path

import numpy as np

from benchmarks.training.networks import NETWORKS

MODULES = {
    "keras": "keras_contenders",
    "kb_auto": "keras_contenders",
    "kb_graph": "keras_contenders",
    "kb_xla": "keras_contenders",
    "jax": "jax_contender",
    "torch": "torch_contender",
    "matrix_products": "matrix_products",
}


def memory(line: str) -> float:
    """A line of the process' status, in MB: VmRSS, or VmHWM for the most it ever was."""
    status = Path("/proc/self/status").read_text()
    return int(next(row for row in status.splitlines() if row.startswith(line)).split()[1]) / 1024


def main() -> None:
    """Print seconds of the run and of its epochs, and the memory it added, as JSON."""
    contender, network, file, epochs = sys.argv[1:]
    with np.load(file) as arrays:
        data = arrays["x"], arrays["y"]
    train = importlib.import_module(f"benchmarks.training.{MODULES[contender]}").train
    Path("/proc/self/clear_refs").write_text("5")  # the most so far is what is in use now
    before, begun = memory("VmRSS"), time.perf_counter()
    seconds = train(NETWORKS[network], data, int(epochs), contender)
    run = time.perf_counter() - begun
    print(json.dumps({"run": run, "epochs": seconds, "memory": memory("VmHWM") - before}))


if __name__ == "__main__":
    main()
