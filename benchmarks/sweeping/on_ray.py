"""What a trial costs on a Ray cluster of two local machines, beside the process pool.

python -m benchmarks.sweeping.on_ray [--rounds 2]

Counted is the processor time of all processes below this one, Ray's own included, from the fourth
trial's end to the last but one's: on machines that are busy throughout, it decides how many trials
an hour has.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from ray.cluster_utils import Cluster

KB = str(Path(sys.executable).with_name("kb"))
RECIPE = ["--act", "relu", "--data", "digits", "--epochs", "30"]
TRIALS, FIRST, LAST = 24, 4, 22


def spent() -> dict[int, float]:
    """Processor seconds of this process and all below it, by process."""
    below: dict[int, list[int]] = {}
    used: dict[int, float] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            told = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        below.setdefault(int(told[1]), []).append(int(folder.name))
        used[int(folder.name)] = (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")
    family = [os.getpid()]
    for process in family:
        family += below.get(process, [])
    return {process: used[process] for process in family if process in used}


def seconds(executor: str) -> float:
    """Processor seconds of a trial."""
    with tempfile.TemporaryDirectory() as logdir:
        command = [KB, "sweep", *RECIPE, "--seeds", str(TRIALS), "-j", "2", "--json"]
        command += ["--executor", executor, "--logdir", logdir]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as driver:
            assert driver.stdout is not None  # noqa: S101 - for type checkers
            counts = {n: spent() for n, _ in enumerate(driver.stdout, 1) if n in {FIRST, LAST}}
    before, after = counts[FIRST], counts[LAST]
    used = sum(then - before.get(process, 0.0) for process, then in after.items())
    return used / (LAST - FIRST)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="A trial on Ray beside the process pool.")
    parser.add_argument("--rounds", type=int, default=2)
    rounds = parser.parse_args().rounds
    nodes = Cluster(initialize_head=True, head_node_args={"num_cpus": 1})
    nodes.add_node(num_cpus=1)
    places = {"processes": "processes", "ray": f"ray:address={nodes.address}"}
    found: dict[str, list[float]] = {name: [] for name in places}
    try:
        for _ in range(rounds):
            for name, executor in places.items():
                found[name].append(seconds(executor))
    finally:
        nodes.shutdown()
    medians = {name: statistics.median(each) for name, each in found.items()}
    for name, median in medians.items():
        print(f"{name:10} {median:6.2f} processor seconds a trial")
    print(f"ray keeps {medians['processes'] / medians['ray']:.0%} of the throughput")


if __name__ == "__main__":
    main()
