"""Seconds an epoch takes in Keras' own `fit`, in ours and in loops written by hand.

    python -m benchmarks.training [--images FOLDER] [--samples 55000] [NETWORK ...]

The networks are those of the notebook, at batch size 32. Each measurement is a process of its
own. Contenders alternate, so that other work on the machine affects all of them. Compare the
ratios within one run, not the seconds of two runs. JAX (with optax) and PyTorch may live in another
virtual environment: `--frameworks PYTHON` names its interpreter.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.training.contender import MODULES
from benchmarks.training.images import load
from benchmarks.training.networks import NETWORKS

FOREIGN = ("jax", "torch")
ROOT = Path(__file__).parents[2]


def measure(python: str, contender: str, network: str, file: Path, epochs: int) -> dict[str, Any]:
    """Let one contender train in a fresh process."""
    command = [python, "-m", "benchmarks.training.contender", contender, network, file, epochs]
    done = subprocess.run(
        list(map(str, command)), cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{contender} failed on {network}:\n{done.stderr}")
    return dict(json.loads(done.stdout.splitlines()[-1]))


def row(contender: str, found: list[dict[str, Any]], keras: list[dict[str, Any]]) -> str:
    """A line of the table: medians, and how many times quicker than Keras."""
    cells = []
    for quantity in (
        lambda each: each["run"],
        lambda each: each["processor"],
        lambda each: min(each["epochs"]),
    ):
        seconds, peer = (statistics.median(map(quantity, times)) for times in (found, keras))
        cells.append(f"{seconds:10.2f} {peer / seconds:6.1f}x")
    memory = statistics.median(each["memory"] for each in found)
    return f"  {contender:16}{''.join(cells)} {memory:10.0f}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("networks", nargs="*", default=list(NETWORKS), metavar="NETWORK")
    parser.add_argument("--images", type=Path, help="folder of an idx data set")
    parser.add_argument("--samples", type=int, default=55_000)
    parser.add_argument("--epochs", type=int, default=3, help="epochs in a run")
    parser.add_argument("--rounds", type=int, default=5, help="times each contender runs")
    parser.add_argument("--contenders", nargs="+", choices=MODULES, default=list(MODULES))
    parser.add_argument("--frameworks", default=sys.executable, help="Python with JAX and PyTorch")
    chosen = parser.parse_args()
    contenders = list(dict.fromkeys(["keras", *chosen.contenders]))
    heads = "".join(f"{head:>10} {'':7}" for head in ("run, s", "processor", "epoch, s"))
    print(f"{'':18}{heads} {'peak, MB':>10}")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "samples.npz"
        x, y = load(chosen.images, chosen.samples)
        np.savez(file, x=x, y=y)
        for network in chosen.networks:
            found: dict[str, list[dict[str, Any]]] = {contender: [] for contender in contenders}
            for _ in range(chosen.rounds):
                for contender in contenders:
                    python = chosen.frameworks if contender in FOREIGN else sys.executable
                    found[contender].append(
                        measure(python, contender, network, file, chosen.epochs)
                    )
            print(network)
            for contender in contenders:
                print(row(contender, found[contender], found["keras"]), flush=True)


if __name__ == "__main__":
    main()
