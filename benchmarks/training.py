"""Seconds an epoch takes in Keras' own `fit` and in ours, side by side.

    python benchmarks/training.py [--images FOLDER] [--samples 55000] [--rounds 5] [MODEL ...]

The models are those of the notebook, at batch size 32. The images are those of an idx folder
(`*images-idx3-ubyte*` and `*labels-idx1-ubyte*`, gzipped or not), repeated to the number of
samples; without one, scikit-learn's digits enlarged to 28 x 28. Contenders alternate, so that
what else the machine does hits both; compare the ratios of one run, not seconds of two.
"""

import argparse
import gzip
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
from kb_engine.training import fit

layers = keras.layers
BATCH_SIZE = 32


def dense(units: int, activation: str | None = None, initializer: str = "he_normal") -> Any:
    """A layer of the notebook's networks."""
    return layers.Dense(units, activation=activation, kernel_initializer=initializer)


def classifier(hidden: list[Any], optimizer: Any) -> keras.Model:
    """A compiled classifier of 28 x 28 images with these hidden layers."""
    model = keras.Sequential(
        [keras.Input((28, 28)), layers.Flatten(), *hidden, dense(10, "softmax", "glorot_uniform")]
    )
    model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def batch_norm() -> keras.Model:
    """Batch normalization before and after, PReLU, Nadam."""
    blocks = [[layers.BatchNormalization(), dense(units), layers.PReLU()] for units in (300, 100)]
    return classifier([*blocks[0], *blocks[1], layers.BatchNormalization()], "nadam")


def dropout() -> keras.Model:
    """Dropout before batch normalization, ELU, Nadam."""

    def drop() -> list[Any]:
        return [layers.Dropout(0.25), layers.BatchNormalization()]

    hidden = [*drop(), dense(300, "elu"), *drop(), dense(100, "elu"), *drop()]
    return classifier(hidden, "nadam")


def alpha_dropout() -> keras.Model:
    """Alpha dropout, SELU, Nesterov momentum."""
    hidden = [layers.AlphaDropout(0.2)]
    for units in (300, 100):
        hidden += [dense(units, "selu", "lecun_normal"), layers.AlphaDropout(0.2)]
    return classifier(hidden, keras.optimizers.SGD(0.01, momentum=0.9, nesterov=True))


def fifty_layers(activation: str) -> keras.Model:
    """The network whose gradients vanish, or don't."""
    hidden = [dense(units, activation, "lecun_normal") for units in (300, *[100] * 50)]
    return classifier(hidden, keras.optimizers.SGD(0.01))


MODELS: dict[str, Callable[[], keras.Model]] = {
    "batch norm, prelu, nadam": batch_norm,
    "dropout": dropout,
    "alpha dropout": alpha_dropout,
    "fifty layers, relu": lambda: fifty_layers("relu"),
    "fifty layers, selu": lambda: fifty_layers("selu"),
}


def read_idx(path: Path, header: int) -> Any:
    """The bytes of an idx file after its header."""
    content = path.read_bytes()
    if path.suffix == ".gz":
        content = gzip.decompress(content)
    return np.frombuffer(content, np.uint8, offset=header)


def load(folder: Path | None, samples: int) -> tuple[Any, Any]:
    """Images in [0, 1] and their labels, repeated to the number of samples."""
    if folder is None:
        from sklearn.datasets import load_digits

        small = load_digits()
        images = np.pad(small.images.repeat(3, axis=1).repeat(3, axis=2), ((0, 0), (2, 2), (2, 2)))
        images, labels = images / 16, small.target
    else:
        images = read_idx(next(folder.glob("*images-idx3-ubyte*")), 16).reshape(-1, 28, 28) / 255
        labels = read_idx(next(folder.glob("*labels-idx1-ubyte*")), 8)
    rows = np.arange(samples) % len(images)
    return images[rows].astype("float32"), labels[rows].astype("int64")


class Stopwatch(keras.callbacks.Callback):
    """Seconds of every epoch."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds: list[float] = []

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Start the watch."""
        del epoch, logs
        self.begun = time.perf_counter()

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Note the time."""
        del epoch, logs
        self.seconds.append(time.perf_counter() - self.begun)


def measure(
    contender: str, make: Callable[[], keras.Model], data: Any, epochs: int
) -> tuple[float, float]:
    """Return the seconds of the whole run and of its quickest epoch."""
    keras.utils.set_random_seed(0)
    model, watch = make(), Stopwatch()
    begun = time.perf_counter()
    if contender == "keras":
        model.fit(*data, batch_size=BATCH_SIZE, epochs=epochs, verbose=0, callbacks=[watch])
    else:
        fit(
            model,
            data,
            batch_size=BATCH_SIZE,
            epochs=epochs,
            seed=0,
            compilation=contender,
            callbacks=[watch],
        )
    return time.perf_counter() - begun, min(watch.seconds)


def table(contenders: list[str], models: list[str], data: Any, *, epochs: int, rounds: int) -> None:
    """Print a line per model: median seconds, and how many times quicker than Keras."""
    for name in models:
        times: dict[str, list[tuple[float, float]]] = {contender: [] for contender in contenders}
        for _ in range(rounds):
            for contender in contenders:
                times[contender].append(measure(contender, MODELS[name], data, epochs))
        runs = {
            c: [statistics.median(part) for part in zip(*times[c], strict=True)] for c in contenders
        }
        cells = [
            f"{c}: run {run:6.2f} s ({runs['keras'][0] / run:4.1f}x), "
            f"epoch {epoch:6.2f} s ({runs['keras'][1] / epoch:4.1f}x)"
            for c, (run, epoch) in runs.items()
        ]
        print(f"{name:26}", " | ".join(cells), flush=True)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("models", nargs="*", default=list(MODELS), metavar="MODEL")
    parser.add_argument("--images", type=Path, help="folder of an idx data set")
    parser.add_argument("--samples", type=int, default=55_000)
    parser.add_argument("--epochs", type=int, default=3, help="epochs in a run")
    parser.add_argument("--rounds", type=int, default=5, help="times each contender runs")
    parser.add_argument("--compilations", nargs="+", default=["graph", "xla"])
    arguments = parser.parse_args()
    data = load(arguments.images, arguments.samples)
    contenders = ["keras", *arguments.compilations]
    table(contenders, arguments.models, data, epochs=arguments.epochs, rounds=arguments.rounds)


if __name__ == "__main__":
    main()
