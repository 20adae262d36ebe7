"""How long `kb` takes to answer, beside `import keras` in the same run.

python benchmarks/startup.py [ROUNDS]

Every command runs in a fresh process; rounds alternate between the commands, so that a machine
that slows down slows all of them. Printed are medians in milliseconds and their share of
`import keras`.
"""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

KB = str(Path(sys.executable).with_name("kb"))
PEER = "import keras"
COMMANDS = {
    PEER: [sys.executable, "-c", "import keras"],
    "kb --help": [KB, "--help"],
    "kb list": [KB, "list"],
    "kb list activation": [KB, "list", "activation"],
    "kb show prelu": [KB, "show", "prelu"],
    "kb build --act preluu": [KB, "build", "--act", "preluu"],
    "kb build --opt sgd:momentum=fast": [KB, "build", "--opt", "sgd:momentum=fast"],
}


def milliseconds(command: list[str]) -> float:
    """The time that a command takes from start to end."""
    started = time.perf_counter()
    subprocess.run(
        command, capture_output=True, check=False, env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    )
    return (time.perf_counter() - started) * 1000


def main() -> None:
    """Time every command and print the table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    for command in COMMANDS.values():
        milliseconds(command)  # fills the file cache
    times = {name: [] for name in COMMANDS}  # type: dict[str, list[float]]
    for _ in range(rounds):
        for name, command in COMMANDS.items():
            times[name].append(milliseconds(command))
    medians = {name: statistics.median(values) for name, values in times.items()}
    print(f"{'command':36} {'median ms':>10} {'of import keras':>16}")
    for name, median in medians.items():
        print(f"{name:36} {median:10.0f} {median / medians[PEER]:16.3f}")


if __name__ == "__main__":
    main()
