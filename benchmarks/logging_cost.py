"""What logging costs: an epoch with and without it, a record of all weights, memory.

    python -m benchmarks.logging_cost [--samples 55000] [--rounds 5] [MODEL ...]

Runs of a few epochs alternate with and without logging, because the machine's pace changes while
ratios hardly do. An epoch lasts from its beginning to the beginning of the next, so what callbacks
do at its end counts, and what other threads do. Its time, by the clock and of the processor, is the
median of all epochs but each run's first. The callback's budget is opened wide, so that it leaves
nothing out. What is paid once, above all tracing graphs, is taken from the callback's own account.
Memory is what Linux reports.
"""

import argparse
import itertools
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.process_memory import forget_peak, mebibytes

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


def main() -> None:
    """Prints a table for each model, and the memory that one large tensor takes."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--samples", type=int, default=55_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=3, help="epochs that count in a run")
    parser.add_argument("models", nargs="*", default=list(MODELS), metavar="MODEL")
    parser.add_argument("--memory", choices=["none", "keras", "kb"], help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.memory:
        print(peak_growth(arguments.memory))
        return
    for name in arguments.models:
        model, data = MODELS[name](), images(arguments.samples)
        print(f"\n{name}: {model.count_params():,} parameters, {arguments.samples:,} samples")
        compare_epochs(model, data, arguments.rounds, arguments.epochs)
        compare_records(model, arguments.rounds)
    compare_memory()


def images(samples: int) -> tuple[Any, Any]:
    """Noise in the shape of Fashion-MNIST, with labels that depend on it."""
    import numpy as np

    random = np.random.default_rng(0)
    x = random.random((samples, 28, 28), dtype="float32")
    return x, (x[:, 14, 14] * 10).astype("int64")


def bn_prelu() -> Any:
    """The notebook's network: 300 and 100 units, normalized, with learned activations."""
    import keras

    layers = [keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.BatchNormalization()]
    for units in (300, 100):
        layers += [
            keras.layers.Dense(units, kernel_initializer="he_normal"),
            keras.layers.PReLU(),
            keras.layers.BatchNormalization(),
        ]
    return compiled([*layers, keras.layers.Dense(10, activation="softmax")])


def fifty_layers() -> Any:
    """Fifty layers of 100 units."""
    import keras

    layers: list[Any] = [keras.Input((28, 28)), keras.layers.Flatten()]
    for _ in range(50):
        layers += [
            keras.layers.Dense(100, kernel_initializer="he_normal"),
            keras.layers.BatchNormalization(),
            keras.layers.ELU(),
        ]
    return compiled([*layers, keras.layers.Dense(10, activation="softmax")])


def compiled(layers: list[Any]) -> Any:
    """A model of these layers, ready to be trained."""
    import keras

    model = keras.Sequential(layers)
    model.compile("nadam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def compare_epochs(model: Any, data: tuple[Any, Any], rounds: int, epochs: int) -> None:
    """An epoch of plain `fit`, with this callback, and with Keras' own."""
    import kb_tensorboard
    import keras

    begun: list[tuple[float, float]] = []
    watch = keras.callbacks.LambdaCallback(
        on_epoch_begin=lambda *_: begun.append((time.perf_counter(), time.process_time()))
    )

    def run(callbacks: list[Any]) -> list[tuple[float, float]]:
        """Seconds of epochs, by the clock and of the processor."""
        begun.clear()
        model.fit(*data, batch_size=32, epochs=epochs + 2, verbose=0, callbacks=[watch, *callbacks])
        pairs = itertools.pairwise(begun)
        return [(after[0] - before[0], after[1] - before[1]) for before, after in pairs][1:]

    with tempfile.TemporaryDirectory() as folder:
        ours = kb_tensorboard.TensorBoard(
            f"{folder}/kb", probe=data, budget=1.0, hparams={"act": "prelu"}, texts={"a": "b"}
        )
        variants: dict[str, list[Any]] = {
            "plain fit": [],
            "kb_tensorboard, everything": [ours],
            "keras, histogram_freq=1": [
                keras.callbacks.TensorBoard(f"{folder}/keras", histogram_freq=1)
            ],
        }
        model.fit(*data, batch_size=32, verbose=0)  # Keras traces its own graphs
        seconds: dict[str, list[tuple[float, float]]] = {name: [] for name in variants}
        for _ in range(rounds):
            for name, callbacks in variants.items():
                seconds[name] += run(callbacks)
        report = ours._record._journal.budget.report()  # noqa: SLF001 - what the callback writes as text
    print(f"{'':30s}   clock, s              processor, s")
    medians = {
        name: list(map(statistics.median, zip(*each, strict=True)))
        for name, each in seconds.items()
    }
    for name, found in medians.items():
        against = zip(found, medians["plain fit"], strict=True)
        cells = "".join(f"{each:11.2f} {each / plain - 1:+8.1%}" for each, plain in against)
        print(f"  {name:28s}{cells}")
    print(f"  the callback's own account: {report.splitlines()[-2]} {report.splitlines()[-1]}")


def compare_records(model: Any, rounds: int) -> None:
    """One record of all weights' histograms, written to disk."""
    import keras
    from kb_tensorboard.layers._weights import WeightReader
    from kb_tensorboard.writing._writer import EventWriter

    with tempfile.TemporaryDirectory() as folder:
        theirs = keras.callbacks.TensorBoard(f"{folder}/keras", histogram_freq=1)
        theirs.set_model(model)
        reader, writer = WeightReader(model, slots=False), EventWriter(f"{folder}/kb", start=0)
        steps = iter(range(10_000))

        def record() -> None:
            writer.add("train", next(steps), reader.values(reader.read()))

        variants: dict[str, Callable[[], Any]] = {
            "kb_tensorboard": record,
            "keras": lambda: theirs._log_weights(next(steps)),  # noqa: SLF001 - its histograms
        }
        seconds: dict[str, list[float]] = {name: [] for name in variants}
        for turn in range(4 * rounds + 1):
            for name, action in variants.items():
                begun = time.perf_counter()
                action()
                if turn:
                    seconds[name].append(time.perf_counter() - begun)
        writer.close()
        theirs._close_writers()  # noqa: SLF001 - there is no other way without training
    ours, keras_s = (statistics.median(seconds[name]) for name in variants)
    print(f"  a record of all weights: {ours * 1e3:.1f} ms, keras {keras_s * 1e3:.1f} ms", end="")
    print(f", {keras_s / ours:.0f} times as much")


def compare_memory() -> None:
    """How far the histogram of a tensor of four million values raises the peak of memory."""
    print("\na tensor of 4,000,000 values: peak memory above that without any callback")
    growth = {}
    for which in ["none", "kb", "keras"]:
        command = [sys.executable, "-m", "benchmarks.logging_cost", "--memory", which]
        result = subprocess.run(command, capture_output=True, text=True, check=True)
        growth[which] = float(result.stdout.split()[-1])
    for which in ["kb", "keras"]:
        print(f"  {which:6s} {growth[which] - growth['none']:8.0f} MB")


def peak_growth(which: str) -> float:
    """Megabytes by which the peak grows when a trained model's callback does its work."""
    import kb_tensorboard
    import keras
    import numpy as np

    with tempfile.TemporaryDirectory() as folder:
        callback: Any = {
            "none": keras.callbacks.Callback,
            "kb": lambda: kb_tensorboard.TensorBoard(Path(folder), budget=1.0),
            "keras": lambda: keras.callbacks.TensorBoard(folder, histogram_freq=1),
        }[which]()
        model = keras.Sequential([keras.Input((2000,)), keras.layers.Dense(2000)])
        model.compile("sgd", "mse")
        x = np.zeros((64, 2000), "float32")
        model.fit(x, x, verbose=0)
        forget_peak()
        before = mebibytes("VmRSS")
        model.fit(x, x, epochs=3, verbose=0, callbacks=[callback])
        return mebibytes("VmHWM") - before


MODELS = {"bn_prelu": bn_prelu, "fifty_layers": fifty_layers}

if __name__ == "__main__":
    main()
