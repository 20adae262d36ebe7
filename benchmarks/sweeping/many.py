"""What a sweep of short trials costs beside their training, and whether its memory grows.

python -m benchmarks.sweeping.many [--trials 200]

Trains one recipe on digits with many seeds, three epochs each. Memory is what Linux says is
resident after the 20th trial and before the last ones. A sweep's overhead is what a trial of one
worker takes, from its second on, beyond what `kb_engine.train` takes for the same recipes, one
after another in a process that does nothing else: to load, build, fit, score and save. Then ten
seeds are timed beside ten calls of `kb train`.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kb_engine.runs.store import RunStore

KB = str(Path(sys.executable).with_name("kb"))
RECIPE = ["--act", "relu", "--data", "digits", "--epochs", "3"]
SEEDS = 10
SINGLE = 60
WARM = 20
DIRECTLY = """
import sys, time
from pathlib import Path
from kb_engine import Recipe, train
ends = []
for seed in range(int(sys.argv[2])):
    choices = {"act": "relu", "data": "digits", "epochs": 3, "seed": seed, "callback": "none"}
    train(Recipe.from_choices(choices), Path(sys.argv[1]))
    ends.append(time.perf_counter())
print((ends[-1] - ends[0]) / (len(ends) - 1))
"""


def megabytes(process: int) -> float:
    """Memory that a process holds."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def children(process: int) -> list[int]:
    """The processes that a process has started."""
    threads = Path(f"/proc/{process}/task").iterdir()
    return [int(each) for t in threads for each in (t / "children").read_text().split()]


def many_trials(logdir: str, trials: int) -> None:
    """Print overhead and memory of a long sweep."""
    command = [KB, "sweep", *RECIPE, "--seeds", str(trials), "--json", "--logdir", logdir]
    late = trials - 5  # before workers run out of trials and are ended
    held: dict[int, dict[str, float]] = {}
    ends: list[float] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as driver:
        assert driver.stdout is not None  # noqa: S101 - for type checkers
        for line in driver.stdout:
            ends.append(time.perf_counter())
            ended = json.loads(line)["ended"]
            if ended in {WARM, late}:
                workers = children(driver.pid)
                held[ended] = {"driver": megabytes(driver.pid)}
                held[ended] |= {f"worker {n}": megabytes(w) for n, w in enumerate(workers, 1)}
    fitted = statistics.fmean(float(str(run.facts["seconds"])) for run in RunStore(Path(logdir)))
    cores = os.cpu_count() or 1
    each = cores * (ends[-1] - ends[cores - 1]) / (trials - cores)
    print(
        f"{trials} trials, {cores} at once: {each:.2f} s each, {fitted:.2f} s of it in Keras' fit"
    )
    for name, first in held[WARM].items():
        last = held[late][name]
        print(f"  {name:9} {first:6.0f} MB, then {last:6.0f} MB: {last / first - 1:+.1%}")


def overhead(logdir: str) -> None:
    """Print what a sweep adds to trainings one after another."""
    code = [sys.executable, "-c", DIRECTLY, logdir, str(SINGLE)]
    directly = float(subprocess.run(code, check=True, capture_output=True, text=True).stdout)
    command = [KB, "sweep", *RECIPE, "--seeds", str(SINGLE), "-j", "1", "--json"]
    command += ["--callback", "none", "--logdir", logdir]
    ends: list[float] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as driver:
        assert driver.stdout is not None  # noqa: S101 - for type checkers
        ends = [time.perf_counter() for _ in driver.stdout]
    each = (ends[-1] - ends[0]) / (SINGLE - 1)
    print(f"a trial of a sweep {each:.3f} s, a training in one process {directly:.3f} s")
    print(f"  the sweep adds {1 - directly / each:.0%} of its time")


def timed(*command: str) -> float:
    """Seconds that a command takes from start to end."""
    began = time.perf_counter()
    subprocess.run([KB, *command], check=True, capture_output=True)
    return time.perf_counter() - began


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Overhead and memory of a sweep.")
    parser.add_argument("--trials", type=int, default=200)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as logdir:
        many_trials(logdir, arguments.trials)
    with tempfile.TemporaryDirectory() as logdir:
        overhead(logdir)
    with tempfile.TemporaryDirectory() as logdir:
        swept = timed("sweep", *RECIPE, "--seeds", str(SEEDS), "--logdir", logdir)
        singly = statistics.fmean(
            timed("train", *RECIPE, "--seed", str(seed), "--logdir", logdir)
            for seed in range(SEEDS)
        )
    print(f"{SEEDS} seeds: {swept:.1f} s; {SEEDS} calls of kb train: {SEEDS * singly:.1f} s")
    print(f"  the sweep takes {swept / SEEDS / singly:.0%}")


if __name__ == "__main__":
    main()
