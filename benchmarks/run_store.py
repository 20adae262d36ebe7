"""What `kb runs` costs with many runs, compared with `import keras` in the same run.

python benchmarks/run_store.py [ROUNDS]

Every command runs in a fresh process. The table has medians of processor time and the largest
memory, first without an index and then with one. The runs are made up: each has the recipe that
`kb train --act prelu` writes, and a result of ten epochs.
"""

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from kb_engine import Recipe, Result, write_recipe

KB = str(Path(sys.executable).with_name("kb"))
SIZES = (1_000, 10_000)
PEER = [sys.executable, "-c", "import keras"]
WATCHED = """
import json, os, subprocess, sys
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
_, _, used = os.wait4(process.pid, 0)
print(json.dumps([used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))
"""


class Cost(NamedTuple):
    """Processor time in seconds and the largest memory in MB."""

    seconds: float
    megabytes: float


def make_runs(logdir: Path, count: int) -> None:
    """Fill a log directory."""
    logdir.mkdir()
    template = logdir / "recipe.toml"
    write_recipe(Recipe.from_choices({"act": "prelu"}), template)
    recipe = template.read_text()
    template.unlink()
    chance = random.Random(0)  # noqa: S311 - any figures will do
    for number in range(count):
        folder = logdir / f"prelu-{number:08x}"
        folder.mkdir()
        (folder / "recipe.toml").write_text(recipe.replace("seed = 0", f"seed = {number}"))
        accuracy = chance.random()
        scores = {"loss": 1 - accuracy, "accuracy": accuracy}
        history = {name: [accuracy] * 10 for name in ("loss", "accuracy", "val_loss")}
        by_split = {"train": scores, "validation": scores, "test": scores}
        Result("trained", 266_610, 9.5, {}, history, by_split, {"train": 1293}).write(
            folder / "result.json"
        )


def cost(command: list[str]) -> Cost:
    """What a command takes from start to end."""
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    watched = [sys.executable, "-c", WATCHED, *command]
    done = subprocess.run(watched, capture_output=True, check=True, env=environment)
    return Cost(*json.loads(done.stdout))


def main() -> None:
    """Measure and print the table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory() as name:
        found: dict[str, list[Cost]] = {"import keras": []}
        logdirs = {count: Path(name, str(count)) for count in SIZES}
        for count, logdir in logdirs.items():
            make_runs(logdir, count)
            cold = f"kb runs, {count:,} runs, no index"
            found[cold] = [cost([KB, "runs", "--logdir", str(logdir)])]
        for _ in range(rounds):
            found["import keras"].append(cost(PEER))
            for count, logdir in logdirs.items():
                for options in ((), ("--where", "val_accuracy>0.9", "--sort", "-val_accuracy")):
                    title = f"kb runs, {count:,} runs{', --where and --sort' if options else ''}"
                    command = [KB, "runs", "--logdir", str(logdir), *options]
                    found.setdefault(title, []).append(cost(command))
    keras = statistics.median(each.seconds for each in found["import keras"])
    print(f"{'command':46} {'seconds':>8} {'of import keras':>16} {'MB':>6}")
    for title, costs in found.items():
        seconds = statistics.median(each.seconds for each in costs)
        memory = max(each.megabytes for each in costs)
        print(f"{title:46} {seconds:8.2f} {seconds / keras:16.3f} {memory:6.0f}")


if __name__ == "__main__":
    main()
