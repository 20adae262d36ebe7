"""Data on the disk against the same data in memory, and data larger than a limit of memory.

    python -m benchmarks.streaming speed [--samples 55000] [--rounds 5] [FORMAT ...]
    python -m benchmarks.streaming memory [--limit 1024] [--times 4]

`speed` trains the notebook's network with batch normalization on scikit-learn's digits, enlarged
to 28 x 28 and repeated, from files of each format and from arrays in memory. Contenders
alternate, so that other work on the machine affects both. Below the medians stands their ratio;
the goal is that streaming keeps at least 80 % of the speed.

`memory` trains on a raw idx file that is several times as large as a limit in MiB. The kernel
enforces the limit (RLIMIT_DATA) once everything is imported and the network has trained on a few
samples: it gives no more memory than the limit in addition. To show that the limit works, the same
file is then loaded into memory under the same limit, which has to fail. Linux only.
"""

import argparse
import resource
import statistics
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import numpy as np

from benchmarks.process_memory import mebibytes

SIDE = 28
MIB = 2**20


def digits(samples: int) -> tuple[Any, Any]:
    """Images of 28 x 28 bytes and their labels, repeated to the number of samples."""
    from sklearn.datasets import load_digits

    small = load_digits()
    images = np.pad(small.images.repeat(3, axis=1).repeat(3, axis=2), ((0, 0), (2, 2), (2, 2)))
    rows = np.arange(samples) % len(images)
    return (images * 15.9375).astype(np.uint8)[rows], small.target[rows]


def save_idx(folder: Path, images: Any, labels: Any, *, times: int = 1) -> Any:
    """A folder of raw idx files that repeat the samples several times."""
    from kb_keras.datasets.archives.idx import Idx

    for name, values in (("images-idx3", images), ("labels-idx1", labels)):
        shape = (times * len(values), *values.shape[1:])
        with (folder / f"train-{name}-ubyte").open("wb") as file:
            file.write(struct.pack(f">BBBB{len(shape)}I", 0, 0, 8, len(shape), *shape))
            for _ in range(times):
                file.write(values.astype(np.uint8).tobytes())
    return Idx(path=str(folder))


def save_npz(folder: Path, images: Any, labels: Any) -> Any:
    """An archive of bytes, not packed."""
    from kb_keras.datasets.archives.npz import Npz

    np.savez(folder / "digits.npz", x=images, y=labels)
    return Npz(path=str(folder / "digits.npz"))


def save_csv(folder: Path, images: Any, labels: Any) -> Any:
    """A table with a column for each pixel."""
    from kb_keras.datasets.tables.csv import Csv

    table = np.column_stack([labels, images.reshape(len(images), -1)])
    names = ",".join(["digit", *(f"p{i}" for i in range(SIDE * SIDE))])
    np.savetxt(folder / "digits.csv", table, fmt="%d", delimiter=",", header=names, comments="")
    return Csv(path=str(folder / "digits.csv"), target="digit")


def save_images(folder: Path, images: Any, labels: Any) -> Any:
    """A folder of pictures for each class."""
    from kb_keras.datasets.pictures.folders import Images
    from PIL import Image

    for label in set(labels.tolist()):
        (folder / str(label)).mkdir()
    for number, (image, label) in enumerate(zip(images, labels, strict=True)):
        Image.fromarray(image).save(folder / str(label) / f"{number:06}.png", compress_level=1)
    return Images(path=str(folder), size=(SIDE, SIDE), color="gray")


FORMATS: dict[str, Callable[..., Any]] = {
    "idx": save_idx,
    "npz": save_npz,
    "csv": save_csv,
    "images": save_images,
}


def network(shape: tuple[int, ...]) -> Any:
    """The notebook's network: batch normalization, PReLU, Nadam."""
    import keras

    keras.utils.set_random_seed(0)
    layers = keras.layers
    hidden = [
        layer
        for units in (300, 100)
        for layer in (layers.BatchNormalization(), layers.Dense(units), layers.PReLU())
    ]
    model = keras.Sequential(
        [keras.Input(shape), layers.Flatten(), *hidden, layers.Dense(10, "softmax")]
    )
    model.compile("nadam", "sparse_categorical_crossentropy")
    return model


def seconds(x: Any, y: Any, epochs: int, compilation: str) -> list[float]:
    """Seconds of every epoch but the first, in which TensorFlow still settles."""
    import keras
    from kb_engine.training import fit

    marks: list[float] = []
    watch = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda _epoch, _logs: marks.append(time.perf_counter())
    )
    fit(
        network(x.shape[1:]),
        (x, y),
        epochs=epochs + 1,
        batch_size=32,
        seed=0,
        compilation=compilation,
        callbacks=[watch],
    )
    return np.diff(marks).tolist()


def compare_speed(formats: list[str], samples: int, rounds: int, epochs: int, how: str) -> None:
    """Print a line per format: median seconds of an epoch, and the share of the speed kept."""
    for name in formats:
        with tempfile.TemporaryDirectory() as folder:
            begun = time.perf_counter()
            dataset = FORMATS[name](Path(folder), *digits(samples))
            written = time.perf_counter()
            train = dataset.load(seed=0).train
            loaded = time.perf_counter() - written
            print(
                f"{name:7} written in {written - begun:.1f} s, loaded in {loaded:.1f} s", flush=True
            )
            contenders = {"memory": train.x[:], "disk": train.x}
            times: dict[str, list[float]] = {contender: [] for contender in contenders}
            for _ in range(rounds):
                for contender, x in contenders.items():
                    times[contender].append(statistics.median(seconds(x, train.y, epochs, how)))
            memory, disk = (statistics.median(times[contender]) for contender in contenders)
            ratios = [m / d for m, d in zip(times["memory"], times["disk"], strict=True)]
            print(
                f"{name:7} epoch in memory {memory:.2f} s, from the disk {disk:.2f} s:"
                f" {memory / disk:.0%} of the speed"
                f" ({min(ratios):.0%} to {max(ratios):.0%} from round to round)",
                flush=True,
            )


class Peak:
    """Watches how much anonymous memory, which no file backs, this process holds at most."""

    def __enter__(self) -> Self:
        """Begin to watch."""
        self.mebibytes, self._done = mebibytes("RssAnon"), threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(0.005):
            self.mebibytes = max(self.mebibytes, mebibytes("RssAnon"))


def train_within(limit: int, folder: Path, *, in_memory: bool) -> None:
    """Train one epoch on a folder of idx files, with so many MiB beside what is held by then."""
    from kb_engine.training import evaluate, fit
    from kb_keras.datasets.archives.idx import Idx

    def pass_over(data: Any, held_out: Any) -> None:
        model = network((SIDE, SIDE))
        fit(model, data, validation=held_out, epochs=1, batch_size=1024, seed=0)
        evaluate(model, held_out)

    few = np.zeros((10_000, SIDE, SIDE), np.float32), np.zeros(10_000, np.int64)
    pass_over(few, few)
    before, most = mebibytes("RssAnon"), int((mebibytes("VmData") + limit) * MIB)
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    with Peak() as peak:
        begun = time.perf_counter()
        splits = Idx(path=str(folder)).load(seed=0)
        train, held_out = splits.train, splits.validation
        x = train.x[:] if in_memory else train.x
        pass_over((x, train.y), (held_out.x, held_out.y))
        passed = time.perf_counter() - begun
    print(
        f"{len(train):,} samples in {passed:.0f} s; peak {peak.mebibytes - before:.0f} MiB"
        f" beside the {before:.0f} MiB that Python, TensorFlow and a network take"
    )


def compare_memory(limit: int, times: int) -> None:
    """Print the peak of training on a file so many times the limit, and what memory says to it."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        images, labels = digits(MIB // 16)
        repeats = -(-times * limit * MIB // images.nbytes)
        save_idx(Path(folder), images, labels, times=repeats)
        size = (Path(folder) / "train-images-idx3-ubyte").stat().st_size
        print(f"file {size / MIB:.0f} MiB, limit {limit} MiB", flush=True)
        for contender in ("disk", "memory"):
            done = subprocess.run(
                [
                    sys.executable,
                    "-m",
                    "benchmarks.streaming",
                    "within",
                    contender,
                    str(limit),
                    folder,
                ],
                capture_output=True,
                text=True,
                check=False,
            )
            told = done.stdout.strip() or done.stderr.strip().splitlines()[-1]
            print(f"{contender:7} exit code {done.returncode}: {told}", flush=True)


def main() -> None:
    """Compare speeds, or train within a limit of memory."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    speed = commands.add_parser("speed", help="compare seconds of an epoch")
    speed.add_argument("formats", nargs="*", metavar="FORMAT", help=", ".join(FORMATS))
    speed.add_argument("--samples", type=int, default=55_000)
    speed.add_argument("--rounds", type=int, default=5, help="times each contender runs")
    speed.add_argument("--epochs", type=int, default=3, help="epochs that count in a run")
    speed.add_argument("--compilation", default="xla", help="graph or xla")
    memory = commands.add_parser("memory", help="train on more than fits into memory")
    memory.add_argument("--limit", type=int, default=1024, help="MiB beside what is held at first")
    memory.add_argument("--times", type=int, default=4, help="size of the file, in limits")
    within = commands.add_parser("within")
    within.add_argument("contender")
    within.add_argument("limit", type=int)
    within.add_argument("folder", type=Path)
    given = parser.parse_args()
    if given.command == "speed":
        formats = given.formats or list(FORMATS)
        compare_speed(formats, given.samples, given.rounds, given.epochs, given.compilation)
    elif given.command == "memory":
        compare_memory(given.limit, given.times)
    else:
        train_within(given.limit, given.folder, in_memory=given.contender == "memory")


if __name__ == "__main__":
    main()
