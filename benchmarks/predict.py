"""Predicting for a large text file, against pandas and Keras.

    python -m benchmarks.predict [--rows 1000000] [--rounds 3]

A file of 30 columns of numbers is predicted by a network of 300 and 100 units. `kb predict` reads
it, prepares its rows with what was fitted on the training samples, and writes a CSV file. Its peer
is `pandas.read_csv` and `model.predict`: as a user types it, in batches of 1024 rows, and followed
by `to_csv`, since `kb predict` writes its rows, too. Contenders take turns, each in a process of
its own, whose clock starts once TensorFlow has started and the model has predicted one row. The
memory is the most that the process held beyond that moment. The goals are 1.5 times the time of
the peer and 400 MB.

pandas is a peer and no dependency of this project: `pip install pandas`. Linux only.
"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from benchmarks.apart import measured_apart, start
from benchmarks.process_memory import forget_peak, mebibytes

COLUMNS = 30
OURS = "kb predict"
PEERS = {
    "pandas, model.predict": (32, False),
    "the same, batches of 1024": (1024, False),
    "the same, and to_csv": (1024, True),
}
"""Rows predicted together, and whether they are written."""


def write_table(path: Path, rows: int, *, target: bool) -> None:
    """A file of numbers in seven digits; the target is the sign of their sum."""
    random = np.random.default_rng(rows)
    names = [f"x{i}" for i in range(COLUMNS)]
    with path.open("w") as file:
        print(*names, *["y"] * target, sep=",", file=file)
        for first in range(0, rows, 10_000):
            block = random.normal(5, 3, (min(10_000, rows - first), COLUMNS))
            sums = block.sum(axis=1) > 5 * COLUMNS
            block = np.hstack([block, sums[:, None]]) if target else block
            np.savetxt(file, block, fmt="%.7g", delimiter=",")


def train(folder: Path) -> Path:
    """A run on 2,000 rows."""
    import kb

    write_table(folder / "train.csv", 2000, target=True)
    data = {"name": "csv", "path": str(folder / "train.csv"), "target": "y"}
    choices: Any = {"data": data, "epochs": 2, "callback": "none"}
    return kb.train(folder / "logs", arch="mlp", **choices).run.folder


def contender(name: str, run: Path, table: Path, out: Path) -> Callable[[], Any]:
    """What a contender does, once its model has predicted one row."""
    import kb

    loaded = kb.load(run)
    loaded.model.predict(np.zeros((1, COLUMNS), "float32"), verbose=0)
    if name == OURS:
        from kb.render.predictions import write_predictions

        return lambda: write_predictions(loaded.predict(table), loaded.targets, out)
    import pandas as pd  # type: ignore[import-not-found, import-untyped, unused-ignore]

    batch_size, written = PEERS[name]

    def predict() -> None:
        found = loaded.model.predict(pd.read_csv(table).to_numpy("float32"), batch_size, verbose=0)
        if written:
            pd.DataFrame(found).to_csv(out)

    return predict


def measure(name: str, run: str, table: str) -> tuple[float, float]:
    """Seconds and mebibytes of one contender in this process."""
    work = contender(name, Path(run), Path(table), Path(table).with_name("predictions.csv"))
    held = mebibytes("VmRSS")
    forget_peak()
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun, mebibytes("VmHWM") - held


def compare(rows: int, rounds: int) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        run, table = train(Path(folder)), Path(folder) / "new.csv"
        write_table(table, rows, target=False)
        size = table.stat().st_size / 2**20
        print(f"\n{rows:,} rows x {COLUMNS} columns, {size:,.0f} MiB, median of {rounds} rounds")
        names = [OURS, *PEERS]
        found: dict[str, list[tuple[float, float]]] = {name: [] for name in names}
        for _ in range(rounds):
            for name in names:
                found[name].append(measured_apart("benchmarks.predict", name, str(run), str(table)))
    print(f"{'':28} seconds  {OURS} takes  MiB beside TensorFlow")
    for name in names:
        pairs = zip(found[OURS], found[name], strict=True)
        ratio = median(ours[0] / theirs[0] for ours, theirs in pairs)
        seconds, memory = (median(each[i] for each in found[name]) for i in (0, 1))
        print(f"{name:28} {seconds:7.1f}  {ratio:10.2f} times  {memory:6.0f}")


if __name__ == "__main__":
    start(compare, measure, rows=1_000_000, rounds=3)
