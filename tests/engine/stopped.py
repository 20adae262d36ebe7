"""Runs that are stopped, and what they end with."""

import signal

import keras
import numpy as np

QUICK = {
    "arch": "mlp(units=[16])",
    "norm": "batch_norm",
    "drop": "dropout:0.2",
    "opt": "adam",
    "epochs": 6,
    "callback": ["none", "early_stopping:patience=3"],
}


class StopAt(keras.callbacks.Callback):
    """Presses Ctrl-C at the end of an epoch, or in the middle of it."""

    def __init__(self, epoch: int, *, middle: bool = False) -> None:
        super().__init__()
        self.last = epoch
        self.middle = middle

    def on_epoch_begin(self, epoch: int, logs: object = None) -> None:
        self.now = epoch

    def on_train_batch_end(self, batch: int, logs: object = None) -> None:
        if self.middle and self.now == self.last and not self.model.stop_training:
            signal.raise_signal(signal.SIGINT)

    def on_epoch_end(self, epoch: int, logs: object = None) -> None:
        if not self.middle and epoch == self.last and not self.model.stop_training:
            signal.raise_signal(signal.SIGINT)


def assert_same_weights(one: keras.Model, other: keras.Model) -> None:
    for values, others in zip(one.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_array_equal(values, others)
