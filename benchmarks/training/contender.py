"""One contender trains one network in a process of its own and prints what it took."""

import importlib
import json
import sys
import time

import numpy as np

from benchmarks.process_memory import forget_peak, mebibytes
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


def main() -> None:
    """Print seconds by the clock, of the processor and of each epoch, and the memory added."""
    contender, network, file, epochs = sys.argv[1:]
    with np.load(file) as arrays:
        data = arrays["x"], arrays["y"]
    train = importlib.import_module(f"benchmarks.training.{MODULES[contender]}").train
    forget_peak()
    before, begun, worked = mebibytes("VmRSS"), time.perf_counter(), time.process_time()
    seconds = train(NETWORKS[network], data, int(epochs), contender)
    run = time.perf_counter() - begun
    processor = time.process_time() - worked
    memory = mebibytes("VmHWM") - before
    found = {"run": run, "processor": processor, "epochs": seconds, "memory": memory}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
