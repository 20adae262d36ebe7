"""What `kb compare` costs with many runs, beside the imports.

    python -m benchmarks.comparing [ROUNDS]

1,000 runs are made up: 10 activations by 4 initializers by 25 seeds, each with the recipe that
`kb train` writes, a result of ten epochs, and scores of 1,000 test samples that all runs share.
Each line is the median of fresh processes, which import everything before the clock starts: time
by the wall clock, and by how much the largest memory grew.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from kb_engine import LayerHealth, Recipe, Result, Run
from kb_engine.runs._sample_scores import SampleScores

ACTS = ("elu", "gelu", "leaky_relu", "mish", "prelu", "relu", "selu", "sigmoid", "silu", "tanh")
INITS = ("glorot_normal", "glorot_uniform", "he_normal", "lecun_normal")
SEEDS, SAMPLES = 25, 1_000
MEASURED = """
import contextlib, io, json, os, resource, sys, time
import optuna, scipy.optimize, scipy.special, scipy.stats
import kb.chosen_runs, kb.render.comparison_page, kb.report
from kb.main import app
def memory():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
before, began = memory(), time.perf_counter()
with contextlib.redirect_stdout(io.StringIO()):
    app(["compare", *sys.argv[1:]], standalone_mode=False)
seconds = time.perf_counter() - began
print(json.dumps([seconds, memory() - before]))
"""


def make_runs(logdir: Path) -> None:
    """Fill a log directory."""
    random = np.random.default_rng(0)
    hard = random.normal(size=SAMPLES)
    for act in ACTS:
        for init in INITS:
            gain = random.normal(scale=0.1)
            for seed in range(SEEDS):
                right = random.normal(loc=1.2 + gain, size=SAMPLES) > hard
                _make_run(logdir, {"act": act, "init": init, "seed": seed}, right)


def _make_run(logdir: Path, choices: dict[str, object], right: Any) -> None:
    run = Run.create(Recipe.from_choices(choices), logdir)
    accuracy = float(right.mean())
    scores = {"loss": 1 - accuracy, "accuracy": accuracy}
    history = {name: [accuracy] * 10 for name in ("loss", "accuracy", "val_loss", "val_accuracy")}
    by_split = {"train": scores, "validation": scores, "test": scores}
    Result("trained", 266_610, 9.5, {}, history, by_split, {"test": SAMPLES}).write(run.result_path)
    run.keep(SampleScores("same", right.astype(np.uint8), {"accuracy": right}))
    run.keep_layers([LayerHealth(f"hidden_{place}", accuracy, 0.01) for place in range(3)])
    record = {"keras": "3", "tensorflow": "2", "numpy": "2"}
    (run.folder / "environment.json").write_text(json.dumps(record))


def cost(logdir: Path, *options: str) -> tuple[float, float]:
    """Seconds and MB of one comparison in a fresh process."""
    line = [sys.executable, "-c", MEASURED, *options, "--logdir", str(logdir)]
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    done = subprocess.run(line, capture_output=True, check=True, text=True, env=environment)
    seconds, megabytes = json.loads(done.stdout.splitlines()[-1])
    return seconds, megabytes


def main() -> None:
    """Measure and print the table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory() as name:
        logdir = Path(name, "logs")
        make_runs(logdir)
        lines = {
            "--by act, no index": ("--by", "act"),
            "--by act": ("--by", "act"),
            "--by act,init": ("--by", "act,init"),
            "--by act,init --html": ("--by", "act,init", "--html", f"{name}/report.html"),
        }
        print(f"{'1,000 runs, kb compare':28} {'seconds':>8} {'MB':>6}")
        for title, options in lines.items():
            costs = []
            for _ in range(rounds):
                if "no index" in title:
                    for index in logdir.glob(".runs.sqlite*"):
                        index.unlink()
                costs.append(cost(logdir, *options))
            seconds, megabytes = (statistics.median(each) for each in zip(*costs, strict=True))
            print(f"{title:28} {seconds:8.2f} {megabytes:6.0f}", flush=True)


if __name__ == "__main__":
    main()
