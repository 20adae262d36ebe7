"""Checkpoints that survive a kill at any moment, written while training goes on."""

import os
import zipfile
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import keras
import numpy as np
from attrs import frozen

from kb_engine.training.state import State, capture

KEPT = 2


@frozen
class Saved:
    """What a checkpoint holds.

    Attributes:
        epoch: Epochs that are done, which is the `initial_epoch` to go on with.
        state: What `restore` takes.
    """

    epoch: int
    state: State


class Checkpoint(keras.callbacks.Callback):
    """Saves the state after every epoch and keeps the newest two.

    Training waits for a copy of the state, not for the disk. A file appears under its name
    when it is complete. Give this callback last: what others change at the end of an epoch,
    the learning rate for one, belongs to the state.

    Args:
        folder: Where to save; made if missing.

    Raises:
        OSError: From the epoch after, if a checkpoint couldn't be written.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._folder = folder
        self._writer = ThreadPoolExecutor(max_workers=1)
        self._writing: Future[None] | None = None

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Copy the state and have it written."""
        del logs
        self._wait()
        self._writing = self._writer.submit(
            save, self._folder, Saved(epoch + 1, capture(self.model))
        )

    def on_train_end(self, logs: dict[str, Any] | None = None) -> None:
        """Wait until the last checkpoint is on the disk."""
        del logs
        self._wait()

    def _wait(self) -> None:
        if self._writing is not None:
            self._writing.result()


def save(folder: Path, saved: Saved) -> None:
    """Write a checkpoint in one piece or not at all, then delete all but the newest two."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"epoch-{saved.epoch:06}.npz"
    beside = path.with_suffix(".unfinished")
    with beside.open("wb") as file:
        np.savez(file, **saved.state)  # type: ignore[arg-type] # its signature names allow_pickle
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    for old in _newest_first(folder)[KEPT:]:
        old.unlink()


def load_latest(folder: Path) -> Saved | None:
    """Return the newest checkpoint that can be read, or `None` if there is none."""
    for path in _newest_first(folder):
        try:
            with path.open("rb") as file, np.load(file) as arrays:
                return Saved(int(path.stem.removeprefix("epoch-")), dict(arrays))
        except (OSError, ValueError, zipfile.BadZipFile):
            continue  # the one before it is the better for it
    return None


def _newest_first(folder: Path) -> list[Path]:
    return sorted(folder.glob("epoch-*.npz"), reverse=True)
