"""Asking random networks, against loops over a Keras model.

    python -m benchmarks.monte_carlo [rounds]

100 networks for 10,000 x 784 numbers: the notebook's model, with alpha dropout in front of every
layer, and one with five dense layers in front of its only dropout. Contenders take turns, and
the table gives the median of each round's ratio to this project's time. Peak memory is that of
a process of its own for each contender, less what it had before it began.
"""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import numpy as np

NETWORKS = 100
CONTENDERS = ("kb.mc_predict", "loop over the model", "loop over predict", "one prediction")


def model(name: str) -> Any:
    """The notebook's model, or one that is random at its end alone."""
    import keras

    keras.utils.set_random_seed(0)
    layers = keras.layers
    dense = {"activation": "selu", "kernel_initializer": "lecun_normal"}
    inner: list[Any] = []
    if name == "notebook":
        for units in (300, 100):
            inner += [layers.AlphaDropout(0.2), layers.Dense(units, **dense)]
        inner += [layers.AlphaDropout(0.2)]
    else:
        inner = [layers.Dense(300, **dense) for _ in range(5)] + [layers.AlphaDropout(0.2)]
    ends = layers.Input((784,)), layers.Dense(10, activation="softmax")
    return keras.Sequential([ends[0], *inner, ends[1]])


def contender(name: str, network: Any, x: Any) -> Callable[[], Any]:
    """What a contender does, as a function that returns mean and deviation."""
    import kb
    import keras

    if name == "kb.mc_predict":

        def ask() -> Any:
            doubt = kb.mc_predict(network, x, NETWORKS)
            return doubt.mean, doubt.std

        return ask
    if name == "one prediction":
        return lambda: (network.predict(x, verbose=0),) * 2
    if name == "loop over the model":
        inputs = keras.ops.convert_to_tensor(x)

        def predict() -> Any:
            return network(inputs, training=True)
    else:
        inputs = keras.Input((784,))
        active = keras.Model(inputs, network(inputs, training=True))

        def predict() -> Any:
            return active.predict(x, verbose=0)

    def loop() -> Any:
        found = np.stack([predict() for _ in range(NETWORKS)])
        return found.mean(axis=0), found.std(axis=0, ddof=1)

    return loop


def samples() -> Any:
    """Pixels of no meaning, `(10000, 784)`."""
    return np.random.default_rng(0).uniform(size=(10_000, 784)).astype("float32")


def peak(network: str, name: str) -> float:
    """Megabytes that a contender takes beyond those of its process."""
    command = [sys.executable, "-m", "benchmarks.monte_carlo", "--peak", network, name]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(ran.stdout.split()[-1])


def measure_peak(network: str, name: str) -> float:
    """What `peak` starts."""
    x, built = samples(), model(network)
    contender("one prediction", built, x[:64])()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    contender(name, built, x)()
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024


def compare(network: str, rounds: int) -> None:
    """Print a table for one model."""
    x, built = samples(), model(network)
    run = {name: contender(name, built, x) for name in CONTENDERS}
    found = {name: run[name]() for name in CONTENDERS}  # which traces what has to be traced
    seconds: dict[str, list[float]] = {name: [] for name in CONTENDERS}
    for _ in range(rounds):
        for name in CONTENDERS:
            begun = time.perf_counter()
            run[name]()
            seconds[name].append(time.perf_counter() - begun)
    print(f"\n{network}: {NETWORKS} networks, {len(x):,} x 784, median of {rounds} rounds")
    ours = seconds[CONTENDERS[0]]
    for name in CONTENDERS:
        ratio = median(theirs / own for theirs, own in zip(seconds[name], ours, strict=True))
        taken = f"{median(seconds[name]):7.2f} s {ratio:7.2f} times"
        print(f"  {name:20} {taken} {peak(network, name):8.0f} MB")
    own, naive = found[CONTENDERS[0]], found["loop over the model"]
    error = np.sqrt(2 / NETWORKS) * naive[1]
    off = np.abs(own[0] - naive[0]) / np.maximum(error, 1e-9)
    print(f"  means differ by {off.mean():.2f} standard errors on average (0.80 expected)")
    print(f"  deviations: {own[1].mean():.5f} and {naive[1].mean():.5f}")


if __name__ == "__main__":
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    if sys.argv[1:2] == ["--peak"]:
        print(measure_peak(*sys.argv[2:4]))
    else:
        for each in ("notebook", "dropout at the end"):
            compare(each, int(sys.argv[1]) if len(sys.argv) > 1 else 3)
