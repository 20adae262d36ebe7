"""Checkpoints that survive a kill at any moment, written while training goes on."""

import time
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from copy import deepcopy
from pathlib import Path
from typing import Any, cast

import keras
import numpy as np
from attrs import field, frozen
from kb_observe.measures import figures
from kb_registry import write_atomically

from kb_engine.training.safety._companions import Memory, recall, remember
from kb_engine.training.state._state import State, capture

KEPT = 2

_STATE = "state/"
_MEMORY = "memory/"
_HISTORY = "history/"
_STOPPED = "stopped"
_SECONDS = "seconds"


@frozen
class Saved:
    """What a checkpoint holds.

    Attributes:
        epoch: Epochs that are done, which is the `initial_epoch` to go on with.
        state: What `restore` takes.
        memory: What Keras' callbacks remembered.
        history: Each metric after each epoch that is done.
        stopped: Whether a callback, such as early stopping, ended the training there.
        seconds: Time spent training until then, in seconds, over all sessions.
    """

    epoch: int
    state: State
    memory: Memory = field(factory=dict)
    history: dict[str, list[float]] = field(factory=dict)
    stopped: bool = False
    seconds: float = 0.0


class Checkpoint(keras.callbacks.Callback):
    """Saves the state after every whole epoch and keeps the newest two.

    Training waits for a copy of the state, not for the disk. A file appears under its name
    when it is complete. Where it can't be written, a warning says so and training goes on: the
    next epoch may find room again. Give this callback after those of the run: what they change at
    the end of an epoch, the learning rate for one, belongs to the state.

    A callback that writes in the background has a method `flush` that waits for what it was told
    so far. It is called before a checkpoint appears, so that a run that is killed has written all
    that it won't come by again.

    Args:
        folder: Where to save; made if missing.
        companions: The run's other callbacks, whose memory is saved with the state.
        resumed: The checkpoint that the run goes on from, if it does.
    """

    takes_chunks = True

    def __init__(
        self,
        folder: Path,
        companions: Sequence[keras.callbacks.Callback] = (),
        resumed: Saved | None = None,
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._folder = folder
        self._companions = companions
        self._resumed = resumed
        before = resumed.history if resumed else {}
        self._history = {name: list(values) for name, values in before.items()}
        self._writer = ThreadPoolExecutor(max_workers=1)
        self._writing: Future[None] | None = None
        self._warned = False
        self._began = time.perf_counter() - (resumed.seconds if resumed else 0.0)

    @property
    def seconds(self) -> float:
        """Time spent training until now, in seconds, that of the resumed checkpoint included."""
        return time.perf_counter() - self._began

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        """Remind the callbacks before this one, which have just forgotten everything."""
        del logs
        if self._resumed is not None:
            recall(self._companions, self._resumed.memory)

    def on_train_batch_begin(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Note the step, to tell at the end whether the epoch was cut short.

        A callback that wants to know of a batch's end makes Keras wait for its metrics.
        """
        del logs
        self._begun = batch

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Copy the state and have it written."""
        self.wait()
        params = cast("dict[str, Any]", self.params)
        if self._begun + params["chunk_steps"] >= params["steps"]:
            for name, figure in figures(logs or {}):
                self._history.setdefault(name, []).append(figure)
            memory, history = remember(self._companions), deepcopy(self._history)
            stopped = bool(self.model.stop_training)
            state = capture(self.model)
            saved = Saved(epoch + 1, state, memory, history, stopped, self.seconds)
            self._writing = self._writer.submit(self._write, saved)

    def _write(self, saved: Saved) -> None:
        for companion in self._companions:
            getattr(companion, "flush", lambda: None)()
        save(self._folder, saved)

    def on_train_end(self, logs: dict[str, Any] | None = None) -> None:
        """Wait until the last checkpoint is on the disk."""
        del logs
        self.wait()

    def wait(self) -> None:
        """Wait until what is being written is on the disk, or can't be written."""
        writing, self._writing = self._writing, None
        try:
            if writing is not None:
                writing.result()
        except OSError as error:
            if not self._warned:
                self._warned = True
                warnings.warn(
                    f"No checkpoint could be written to {self._folder}: {error.strerror}."
                    " Training continues and tries again after every epoch; a run that is"
                    " resumed begins with the last epoch that was written.",
                    RuntimeWarning,
                    stacklevel=2,
                )


def save(folder: Path, saved: Saved) -> None:
    """Write a checkpoint in one piece or not at all, then delete all but the newest two."""
    folder.mkdir(parents=True, exist_ok=True)
    members: Any = {f"{_STATE}{name}": array for name, array in saved.state.items()}
    members |= {f"{_MEMORY}{name}": array for name, array in saved.memory.items()}
    members |= {f"{_HISTORY}{name}": np.array(v) for name, v in saved.history.items()}
    members |= {_STOPPED: np.array(saved.stopped), _SECONDS: np.array(saved.seconds)}
    path = folder / f"epoch-{saved.epoch:06}.npz"
    write_atomically(path, lambda beside: np.savez(beside, **members))
    for old in _newest_first(folder)[KEPT:]:
        old.unlink()


def load_latest(folder: Path) -> Saved | None:
    """Return the newest checkpoint that can be read, or `None` if there is none."""
    for path in _newest_first(folder):
        try:
            with path.open("rb") as file, np.load(file) as arrays:
                epoch = int(path.stem.removeprefix("epoch-"))
                history = {n: values.tolist() for n, values in _under(_HISTORY, arrays).items()}
                return Saved(
                    epoch,
                    _under(_STATE, arrays),
                    _under(_MEMORY, arrays),
                    history,
                    bool(arrays.get(_STOPPED, False)),
                    float(arrays.get(_SECONDS, 0.0)),
                )
        except (OSError, ValueError, EOFError, zipfile.BadZipFile):
            continue  # the one before it is the better for it
    return None


def _under(prefix: str, arrays: Mapping[str, Any]) -> State:
    return {k.removeprefix(prefix): v for k, v in arrays.items() if k.startswith(prefix)}


def _newest_first(folder: Path) -> list[Path]:
    return sorted(folder.glob("epoch-*.npz"), reverse=True)
