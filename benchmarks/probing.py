"""What probing costs beside an epoch of training, and checking a recipe beside building it.

    python -m benchmarks.probing MNIST
    python -m benchmarks.probing recipe

MNIST is a folder with its 10,000 test samples: t10k-images-idx3-ubyte.gz and the labels.

Each is done in a process of its own, and its processor time is printed, that of all threads. The
networks are the notebook's of fifty layers with 100 units, in batches of 32: SELU, which learns,
and ReLU, which doesn't. Tracing counts; importing TensorFlow doesn't. `recipe` is of whole
commands.
"""

import gzip
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

DEPTH, UNITS, BATCH, EPOCHS = 50, 100, 32, 10
AGAIN = 3
RECIPE = ("--arch", f"mlp(units={[100] * 10})".replace(" ", ""), "--data", "digits")


def network(activation: str) -> Any:
    """The notebook's network of many layers."""
    import keras

    model = keras.Sequential([keras.Input((784,))])
    for _ in range(DEPTH):
        model.add(
            keras.layers.Dense(UNITS, activation=activation, kernel_initializer="lecun_normal")
        )
    model.add(keras.layers.Dense(10, activation="softmax"))
    model.compile("sgd", "sparse_categorical_crossentropy")
    return model


def measure(folder: str, activation: str, what: str) -> None:
    """Do one of them in this process, and print its processor time in seconds."""
    import numpy as np
    from kb_engine.diagnosis.probing import probe

    with gzip.open(Path(folder) / "t10k-images-idx3-ubyte.gz") as file:
        pixels = np.frombuffer(file.read(), np.uint8, offset=16)
    with gzip.open(Path(folder) / "t10k-labels-idx1-ubyte.gz") as file:
        y = np.frombuffer(file.read(), np.uint8, offset=8).astype("int64")
    x = (pixels.reshape(len(y), -1) / 255).astype("float32")
    model = network(activation)
    began = time.process_time()
    if what == "probe":
        probe(model, x, y, epochs=EPOCHS, batch_size=BATCH, mending=False)
    else:
        model.fit(x, y, epochs=1, batch_size=BATCH, verbose=0)
    print(time.process_time() - began)


def middle(command: list[str], *, inside: bool) -> float:
    """The median processor time of a command, as it says itself or as a whole."""
    found = []
    for _ in range(AGAIN):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        whole = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        found.append(float(done.stdout.split()[-1]) if inside else whole)
    return statistics.median(found)


def networks(folder: str) -> None:
    """Print what a probe and an epoch of each network take."""
    print("| network | probe, s of processor time | epoch, s |\n|---|---|---|")
    for activation in ("selu", "relu"):
        program = [sys.executable, "-m", "benchmarks.probing", folder, activation]
        probing, training = (middle([*program, what], inside=True) for what in ("probe", "epoch"))
        print(f"| {DEPTH} layers of {activation} | {probing:.1f} | {training:.1f} |")


def commands() -> None:
    """Print what checking and building a recipe take."""
    print("| command | s of processor time |\n|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        build = ["kb", "build", *RECIPE, "--callback", "none", "--logdir", folder]
        for command in (["kb", "check", *RECIPE], build):
            print(f"| {' '.join(command[:2])} | {middle(command, inside=False):.2f} |")


def main(arguments: list[str]) -> None:
    """Run what the command line asks for."""
    match arguments:
        case ["recipe"]:
            commands()
        case [folder]:
            networks(folder)
        case [folder, activation, what]:
            measure(folder, activation, what)
        case _:
            print(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
