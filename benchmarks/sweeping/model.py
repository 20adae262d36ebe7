"""The models that every contender trains, in plain Keras.

This is also a script as people write it:
`python -m benchmarks.sweeping.model DATA OPTIMIZER INITIALIZER EPOCHS`
"""

import gzip
import sys
from itertools import product
from pathlib import Path
from typing import Any

OPTIMIZERS = ("SGD", "RMSprop", "Adagrad", "Adam", "Adamax", "Nadam", "AdamW")
INITIALIZERS = ("glorot_uniform", "he_normal")
BATCH_SIZE = 32
SHARE = 0.8
"""Of the samples that are trained on; a tenth is validated on."""


def combinations(initializers: int) -> list[tuple[str, str]]:
    """Every optimizer with the first initializers."""
    return list(product(OPTIMIZERS, INITIALIZERS[:initializers]))


def load(folder: Path) -> tuple[Any, Any]:
    """Training and validation samples of an idx folder."""
    import numpy as np

    part = "train" if (folder / "train-images-idx3-ubyte.gz").exists() else "t10k"
    with gzip.open(folder / f"{part}-images-idx3-ubyte.gz") as file:
        x = np.frombuffer(file.read(), np.uint8, offset=16).reshape(-1, 28, 28) / np.float32(255)
    with gzip.open(folder / f"{part}-labels-idx1-ubyte.gz") as file:
        y = np.frombuffer(file.read(), np.uint8, offset=8).astype("int64")
    end, last = int(len(x) * SHARE), int(len(x) * (SHARE + 0.1))
    return (x[:end], y[:end]), (x[end:last], y[end:last])


def build(optimizer: str, initializer: str) -> Any:
    """A compiled network of 784, 300, 100 and 10 units."""
    import keras

    def dense(units: int, activation: str) -> Any:
        return keras.layers.Dense(units, activation, kernel_initializer=initializer)

    layers = [dense(300, "relu"), dense(100, "relu"), dense(10, "softmax")]
    model = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(), *layers])
    model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def main() -> None:
    """Train one model."""
    data, optimizer, initializer, epochs = sys.argv[1:]
    train, validation = load(Path(data))
    build(optimizer, initializer).fit(
        *train, batch_size=BATCH_SIZE, epochs=int(epochs), validation_data=validation, verbose=0
    )


if __name__ == "__main__":
    main()
