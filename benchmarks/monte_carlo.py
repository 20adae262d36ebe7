"""Asking random networks, against loops over a Keras model.

    python -m benchmarks.monte_carlo [--rounds 3] [--samples 10000]

100 networks for 10,000 x 784 numbers: the notebook's model, with alpha dropout in front of every
layer, and one with five dense layers in front of its only dropout. Contenders take turns, and
the table gives the median of each round's ratio to this project's time. Peak memory is that of
a process of its own for each contender: all of it as a ratio to that of one prediction, and beside
it the part beyond what the process held before.

keras-uncertainty's StochasticClassifier takes part if it is installed and there are at most 1,000
samples, because it predicts one sample at a time: `--samples 1000`. It is a peer and no dependency:
`pip install git+https://github.com/mvaldenegro/keras-uncertainty`.

The goals: 1.7 times the loop over the model and 5 times the loop over predict on the notebook's
model, 4 times the loop over the model with dropout at the end, no slower than keras-uncertainty,
and 1.3 times the memory of one prediction. Means and deviations must differ from those of a loop
no more than two loops differ from each other. Linux only.
"""

import time
from collections.abc import Callable
from importlib.util import find_spec
from statistics import median
from typing import Any

import numpy as np

from benchmarks.apart import measured_apart, start
from benchmarks.process_memory import forget_peak, mebibytes

NETWORKS = 100
OURS, LOOP, ONE, PEER = (
    "kb.mc_predict",
    "loop over the model",
    "one prediction",
    "keras-uncertainty",
)
CONTENDERS = (OURS, LOOP, "loop over predict", ONE)
MOST_FOR_PEER = 1000


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

    if name == OURS:

        def ask() -> Any:
            doubt = kb.mc_predict(network, x, NETWORKS)
            return doubt.mean, doubt.std

        return ask
    if name == ONE:
        return lambda: (network.predict(x, verbose=0),) * 2
    if name == LOOP:
        inputs = keras.ops.convert_to_tensor(x)

        def predict() -> Any:
            return network(inputs, training=True)
    else:
        inputs = keras.Input((784,))
        active = keras.Model(inputs, network(inputs, training=True))
        if name == PEER:
            return by_peer(active, x)

        def predict() -> Any:
            return active.predict(x, verbose=0)

    def loop() -> Any:
        found = np.stack([predict() for _ in range(NETWORKS)])
        return found.mean(axis=0), found.std(axis=0, ddof=1)

    return loop


def by_peer(active: Any, x: Any) -> Callable[[], Any]:
    """What keras-uncertainty does, which returns the mean alone."""
    from keras_uncertainty.models import (  # type: ignore[import-not-found, import-untyped, unused-ignore]
        StochasticClassifier,
    )

    classifier = StochasticClassifier(active, NETWORKS)
    return lambda: (classifier.predict(x), None)


def samples(count: int) -> Any:
    """Pixels of no meaning, `(count, 784)`."""
    return np.random.default_rng(0).uniform(size=(count, 784)).astype("float32")


def peak(network: str, name: str, count: str) -> tuple[float, float]:
    """Mebibytes of this process at most, and how many of them are a contender's."""
    x, built = samples(int(count)), model(network)
    contender(ONE, built, x[:64])()
    held = mebibytes("VmRSS")
    forget_peak()
    contender(name, built, x)()
    return mebibytes("VmHWM"), mebibytes("VmHWM") - held


def compare(rounds: int, samples: int) -> None:
    """Print a table for each model."""
    for network in ("notebook", "dropout at the end"):
        _compare(network, rounds, samples)


def _compare(network: str, rounds: int, count: int) -> None:
    x, built = samples(count), model(network)
    peer = count <= MOST_FOR_PEER and find_spec("keras_uncertainty") is not None
    contenders = [*CONTENDERS, *[PEER] * peer]
    run = {name: contender(name, built, x) for name in contenders}
    found = {name: run[name]() for name in contenders}  # which traces what has to be traced
    again = run[LOOP]()
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name in contenders:
            begun = time.perf_counter()
            run[name]()
            seconds[name].append(time.perf_counter() - begun)
    print(f"\n{network}: {NETWORKS} networks, {len(x):,} x 784, median of {rounds} rounds")
    held = {
        name: measured_apart("benchmarks.monte_carlo", network, name, str(count))
        for name in contenders
    }
    ours, one = seconds[OURS], held[ONE]
    for name in contenders:
        ratio = median(theirs / own for theirs, own in zip(seconds[name], ours, strict=True))
        taken = f"{median(seconds[name]):7.2f} s {ratio:7.2f} times"
        whole, own = held[name]
        memory = f"{whole / one[0]:5.2f} times one prediction's memory, {own:5.0f} MiB its own"
        print(f"  {name:20} {taken} {memory}")
    for place, what in enumerate(("means", "deviations")):
        own, naive, second = (each[place] for each in (found[OURS], found[LOOP], again))
        between = f"{_apart(own, naive):.6f} from a loop's, which are {_apart(naive, second):.6f}"
        print(f"  {what:20} {between} from another loop's")


def _apart(one: Any, other: Any) -> float:
    """Root of the mean squared difference."""
    return float(np.sqrt(np.mean((one - other) ** 2)))


if __name__ == "__main__":
    start(compare, peak, rounds=3, samples=10_000)
