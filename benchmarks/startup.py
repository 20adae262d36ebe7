"""How long `kb` takes to answer, compared with `import keras` in the same run.

python benchmarks/startup.py [ROUNDS]

Every command runs in a fresh process. Rounds alternate between the commands, so that a machine
that slows down slows all of them. The table has medians in milliseconds of processor time, which
other work on the machine disturbs less than the clock, and their share of `import keras`.

`kb list` runs a second time with 300 made-up distributions of 20 entry points each, and is compared
with importing the libraries that print its table. Modules are compiled first, as pip does.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from discovery import DISTRIBUTIONS, install  # type: ignore[import-not-found]  # beside this program

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
LIBRARIES = "import typer, rich.table, attrs"
CROWDED = {
    LIBRARIES: [sys.executable, "-c", LIBRARIES],
    f"kb list, {DISTRIBUTIONS} distributions": [KB, "list"],
}
"""What runs beside many distributions, and what it is held against."""


def milliseconds(command: list[str], site: Path) -> float:
    """The processor time that a command takes from start to end, with a folder to import from."""
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONPATH": str(site)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, capture_output=True, check=False, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    taken = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return taken * 1000


def main() -> None:
    """Time every command and print the table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    times: dict[str, list[float]] = {name: [] for name in {**COMMANDS, **CROWDED}}
    with tempfile.TemporaryDirectory() as name:
        empty, crowded = Path(name, "empty"), Path(name, "crowded")
        empty.mkdir()
        crowded.mkdir()
        install(crowded, "kb.activations", "B")
        for round_number in range(rounds + 1):
            for site, commands in ((empty, COMMANDS), (crowded, CROWDED)):
                for title, command in commands.items():
                    taken = milliseconds(command, site)
                    if round_number:  # the first round compiles modules and fills the file cache
                        times[title].append(taken)
    medians = {name: statistics.median(values) for name, values in times.items()}
    for commands, peer in ((COMMANDS, PEER), (CROWDED, LIBRARIES)):
        print(f"{'command':36} {'median ms':>10}  of {peer}")
        for title in commands:
            print(f"{title:36} {medians[title]:10.0f}  {medians[title] / medians[peer]:.3f}")
        print()


if __name__ == "__main__":
    main()
