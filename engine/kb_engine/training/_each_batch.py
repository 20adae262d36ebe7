"""Which callbacks have to be called for each batch, and not once for a chunk of them."""

from collections.abc import Callable, Sequence
from typing import Any

import keras

TRAINING = ("on_train_batch_begin", "on_train_batch_end", "on_batch_begin", "on_batch_end")
TESTING = ("on_test_batch_begin", "on_test_batch_end")

callbacks = keras.callbacks

_SOMETIMES: dict[type, Callable[[Any], bool]] = {
    callbacks.ProgbarLogger: lambda _: False,
    callbacks.ModelCheckpoint: lambda callback: callback.save_freq != "epoch",
    callbacks.BackupAndRestore: lambda callback: callback.save_freq not in {"epoch", False},
    callbacks.TensorBoard: lambda callback: (
        callback.update_freq != "epoch" or getattr(callback, "_start_batch", 0) > 0
    ),
}
"""Keras' callbacks that have hooks for batches, and use them when they are told to."""


def asking_for_each_batch(
    given: Sequence[keras.callbacks.Callback], hooks: Sequence[str]
) -> list[str]:
    """Return the names of the callbacks that have to be called for each batch.

    That is whoever has one of these hooks, unless it says by an attribute `takes_chunks` that it
    counts batches by their numbers and doesn't need each.
    """
    return [type(each).__name__ for each in given if any(_uses(each, hook) for hook in hooks)]


def _uses(callback: keras.callbacks.Callback, hook: str) -> bool:
    if getattr(callback, "takes_chunks", False):
        return False
    if hook in vars(callback):  # as those of LambdaCallback
        return True
    owner = next(kind for kind in type(callback).__mro__ if hook in vars(kind))
    if owner is keras.callbacks.Callback:
        return False
    return _SOMETIMES.get(owner, lambda _: True)(callback)
