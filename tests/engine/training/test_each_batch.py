"""Callbacks that ask for each batch get it; training is as quick as it can be for the others."""

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from kb_engine.training import fit
from kb_engine.training._each_batch import TESTING, TRAINING, asking_for_each_batch

callbacks = keras.callbacks


class Silent(callbacks.Callback):
    """Has no hook for batches."""


class Old(callbacks.Callback):
    def on_batch_end(self, batch: int, logs: Any = None) -> None: ...


class OnTest(callbacks.Callback):
    def on_test_batch_end(self, batch: int, logs: Any = None) -> None: ...


class Patient(Old):
    takes_chunks = True


class OfMine(callbacks.ModelCheckpoint):
    """Derives from one of Keras', without a hook of its own."""


class Hooked(callbacks.ModelCheckpoint):
    def on_train_batch_end(self, batch: int, logs: Any = None) -> None: ...


@pytest.mark.parametrize(
    ("callback", "asks"),
    [
        (Silent(), False),
        (Old(), True),
        (Patient(), False),
        (OnTest(), False),
        (callbacks.LambdaCallback(on_train_batch_end=lambda *_: None), True),
        (callbacks.LambdaCallback(on_epoch_end=lambda *_: None), False),
        (callbacks.TerminateOnNaN(), True),
        (callbacks.ModelCheckpoint("a.keras"), False),
        (callbacks.ModelCheckpoint("a.keras", save_freq=3), True),
        (OfMine("a.keras"), False),
        (OfMine("a.keras", save_freq=3), True),
        (Hooked("a.keras"), True),
        (callbacks.BackupAndRestore("a"), False),
        (callbacks.BackupAndRestore("a", save_freq=3), True),
        (callbacks.TensorBoard("a"), False),
        (callbacks.TensorBoard("a", update_freq=2), True),
        (callbacks.TensorBoard("a", update_freq="batch"), True),
        (callbacks.EarlyStopping(), False),
        (callbacks.ReduceLROnPlateau(), False),
        (callbacks.CSVLogger("a.csv"), False),
        (callbacks.SwapEMAWeights(), False),
        (callbacks.LearningRateScheduler(lambda _: 0.1), False),
        (callbacks.ProgbarLogger(), False),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, callbacks.Callback) else "",
)
def test_a_callback_asks_by_having_hooks(callback: Any, asks: bool) -> None:  # noqa: FBT001
    assert asking_for_each_batch([callback], TRAINING) == [type(callback).__name__] * asks


def test_batches_of_validation_are_asked_for_on_their_own() -> None:
    assert asking_for_each_batch([OnTest(), Old(), Silent()], TESTING) == ["OnTest"]


def test_a_file_is_saved_every_so_many_batches(tmp_path: Path, digits: Any, network: Any) -> None:
    def saving(folder: str) -> keras.callbacks.Callback:
        name = tmp_path / folder / "{epoch}-{batch}.weights.h5"
        return callbacks.ModelCheckpoint(name, save_freq=4, save_weights_only=True)

    network().fit(*digits, batch_size=16, epochs=2, verbose=0, callbacks=[saving("theirs")])
    history = fit(
        network(), digits, epochs=2, batch_size=16, seed=0, callbacks=[saving("ours"), Silent()]
    )
    theirs, ours = (
        sorted(path.name for path in (tmp_path / folder).iterdir()) for folder in ("theirs", "ours")
    )
    assert ours == theirs
    assert history.compilation.reason.endswith("stops after each batch for ModelCheckpoint")


def test_a_callback_may_stop_within_an_epoch(digits: Any, network: Any) -> None:
    class Stops(keras.callbacks.Callback):
        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            self.model.stop_training = batch == 2

    model = network()
    fit(model, digits, epochs=3, batch_size=16, seed=0, callbacks=[Stops()])
    assert model.optimizer.iterations == 3


def test_each_batch_of_validation_is_told(digits: Any, network: Any) -> None:
    seen: list[int] = []

    class Sees(keras.callbacks.Callback):
        def on_test_batch_end(self, batch: int, logs: Any = None) -> None:
            seen.append(batch)

    history = fit(
        network(), digits, validation=digits, epochs=1, batch_size=16, seed=0, callbacks=[Sees()]
    )
    assert seen == [0, 1, 2, 3, 4, 5]
    assert "each batch" not in history.compilation.reason


def test_terminate_on_nan_has_its_turn(digits: Any, network: Any, twice: Any) -> None:
    images, labels = digits
    images = images.copy()
    images[40, 3, 3] = np.nan
    model, ours = twice(lambda: network(optimizer="sgd"))
    theirs = model.fit(
        *(images, labels),
        batch_size=16,
        epochs=3,
        shuffle=False,
        verbose=0,
        callbacks=[callbacks.TerminateOnNaN()],
    )
    history = fit(
        ours,
        (images, labels),
        epochs=3,
        batch_size=16,
        seed=0,
        shuffle=False,
        callbacks=[callbacks.TerminateOnNaN()],
    )
    assert history.epoch == theirs.epoch == [0]
    np.testing.assert_array_equal(history.history["loss"], theirs.history["loss"])
    assert ours.optimizer.iterations == model.optimizer.iterations == 3
