"""How long a grid of small trainings takes, beside what people use today.

pip install keras-tuner optuna
python -m benchmarks.sweeping DATA [--initializers 2] [--epochs 5] [--rounds 1] [--peers NAME ...]

DATA is a folder in MNIST's format. Every contender trains the same networks, seven optimizers with
one or two initializers each, on the same share of the samples for as many epochs. Rounds alternate
between contenders, each in fresh processes, from the start of the command to its end. Printed are
medians of the clock.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from benchmarks.sweeping.model import BATCH_SIZE, INITIALIZERS, OPTIMIZERS, combinations
from benchmarks.sweeping.peers import PEERS

KB = str(Path(sys.executable).with_name("kb"))
OURS = "kb sweep"


def command_of(name: str, arguments: argparse.Namespace, logdir: str) -> list[str]:
    """What a contender is started with."""
    data, initializers, epochs = arguments.data, arguments.initializers, str(arguments.epochs)
    if name != OURS:
        program = [sys.executable, "-m", "benchmarks.sweeping.peers"]
        return [*program, name, data, str(initializers), epochs]
    return [
        *(KB, "sweep", "--data", f"idx:path={data},validation=0.1,test=0.1"),
        *("--opt", ",".join(each.lower() for each in OPTIMIZERS)),
        *("--init", ",".join(INITIALIZERS[:initializers])),
        *("--epochs", epochs, "--batch-size", str(BATCH_SIZE)),
        *("-j", str(os.cpu_count()), "--quiet", "--logdir", logdir),
    ]


def seconds(start: Callable[[str], list[str]]) -> float:
    """How long a command takes from start to end."""
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "KERAS_BACKEND": "tensorflow"}
    with tempfile.TemporaryDirectory() as logdir:
        began = time.perf_counter()
        subprocess.run(start(logdir), check=True, env=environment, capture_output=True)
        return time.perf_counter() - began


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description="Time a grid of small trainings.")
    parser.add_argument("data")
    parser.add_argument("--initializers", type=int, choices=(1, 2), default=2)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--peers", nargs="*", choices=[*PEERS], default=[*PEERS])
    arguments = parser.parse_args()
    missing = [name for name in arguments.peers if name != "shell_loop" and find_spec(name) is None]
    contenders = [OURS, *(name for name in arguments.peers if name not in missing)]
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(arguments.rounds):
        for name in contenders:
            taken = seconds(lambda logdir, name=name: command_of(name, arguments, logdir))  # type: ignore[misc]  # a default binds the loop's name
            times[name].append(taken)
    ours = statistics.median(times[OURS])
    trials = len(combinations(arguments.initializers))
    print(f"{trials} trials of {arguments.epochs} epochs, {os.cpu_count()} cores")
    print(f"{'contender':12} {'seconds':>8} {'of kb sweep':>12}")
    for name, measured in times.items():
        median = statistics.median(measured)
        print(f"{name:12} {median:8.1f} {median / ours:12.2f}")
    for name in missing:
        print(f"{name} isn't installed and was left out.")


if __name__ == "__main__":
    main()
