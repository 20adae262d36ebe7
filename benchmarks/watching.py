"""What watching a training costs beside the TensorBoard callback.

    python -m benchmarks.watching [EPOCHS]

Trains a network of 784, 300, 100 and 10 units on 60,000 samples, with and without BatchNorm, and
adds up the processor time of every call of `kb.Watch`, those included in which it overhears the
other callback. The share is of the processor time of the whole training.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

HOOKS = (
    "on_train_begin",
    "on_epoch_begin",
    "on_train_batch_begin",
    "on_test_begin",
    "on_epoch_end",
    "on_train_end",
    "_hear",
)


def timed(watch: Any) -> Callable[[], float]:
    """Have a callback's time counted; returns what asks for it, in seconds."""
    spent, inside = [0.0], [False]

    def counting(method: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*given: Any, **named: Any) -> Any:
            if inside[0]:
                return method(*given, **named)
            inside[0], began = True, time.thread_time()
            try:
                return method(*given, **named)
            finally:
                inside[0] = False
                spent[0] += time.thread_time() - began

        return counted

    kind = type(watch)
    methods = {name: _bound(counting(getattr(kind, name))) for name in HOOKS}
    watch.__class__ = type(kind.__name__, (kind,), methods)
    return lambda: spent[0]


def _bound(function: Callable[..., Any]) -> Callable[..., Any]:
    def method(self: Any, *given: Any, **named: Any) -> Any:
        return function(self, *given, **named)

    return method


def share(epochs: int, *, norm: bool) -> tuple[float, float, float]:
    """Seconds of the watch and of the whole training, and the one as a share of the other."""
    import keras
    import numpy as np
    from kb_engine.diagnosis.watching import Watch
    from kb_engine.training import fit
    from kb_tensorboard import TensorBoard

    generator = np.random.default_rng(0)
    x = generator.normal(size=(60_000, 784)).astype("float32")
    y = (x @ generator.normal(size=(784, 10))).argmax(axis=1)
    layers: list[Any] = [keras.Input((784,))]
    for units in (300, 100):
        layers += [keras.layers.Dense(units, activation="relu")]
        layers += [keras.layers.BatchNormalization()] if norm else []
    model = keras.Sequential([*layers, keras.layers.Dense(10, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    watch = Watch(lambda _: None, probe=(x, y))
    spent = timed(watch)
    with tempfile.TemporaryDirectory() as folder:
        logging = TensorBoard(folder, probe=(x, y))
        began = time.process_time()
        fit(model, (x, y), epochs=epochs, batch_size=64, seed=0, callbacks=[logging, watch])
        whole = time.process_time() - began
    return spent(), whole, spent() / whole


def main(epochs: int) -> None:
    """Print a row for each network."""
    print("| network | watch, s | training, s | share |")
    print("|---|---|---|---|")
    for norm in (False, True):
        watch, whole, part = share(epochs, norm=norm)
        print(f"| {'BatchNorm' if norm else 'plain'} | {watch:.3f} | {whole:.1f} | {part:.2%} |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
