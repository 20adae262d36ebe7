"""Checkpoints that survive a kill at any moment, written during training."""

import time
import warnings
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from copy import deepcopy
from pathlib import Path
from typing import Any, cast

import keras

from kb_engine.training._history import append
from kb_engine.training.safety._companions import recall, remember
from kb_engine.training.safety._saved import Saved, save
from kb_engine.training.state._state import capture, steps_done


class Checkpoint(keras.callbacks.Callback):
    """Saves the state after every whole epoch and keeps the newest two.

    Training waits for a copy of the state, not for the disk. A file appears under its name
    when it is complete. If it can't be written, a warning says so and training continues: the
    next epoch may find room again. Give this callback after those of the run: what they change at
    the end of an epoch, the learning rate for one, belongs to the state.

    A callback that writes in the background has a method `flush` that waits for what it was given
    so far. It is called before a checkpoint appears, so a killed run has written everything that
    resuming won't repeat.

    Args:
        folder: Where to save; made if missing.
        companions: The run's other callbacks, whose memory is saved with the state.
        resumed: The checkpoint that the run is resumed from, if it is.
        record: What the run is trained with, kept as it is for whoever resumes it.
    """

    takes_chunks = True

    def __init__(
        self,
        folder: Path,
        companions: Sequence[keras.callbacks.Callback] = (),
        resumed: Saved | None = None,
        record: str = "",
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._folder = folder
        self._companions = companions
        self._resumed = resumed
        self._record = record
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
            append(self._history, logs or {}, epoch)
            memory, history = remember(self._companions), deepcopy(self._history)
            stopped = bool(self.model.stop_training)
            saved = Saved(
                epoch=epoch + 1,
                state=capture(self.model),
                memory=memory,
                history=history,
                stopped=stopped,
                seconds=self.seconds,
                step=steps_done(self.model),
                record=self._record,
            )
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
                    " Training continues and tries again after every epoch. Until then, resuming"
                    " starts from the last epoch that was written.",
                    RuntimeWarning,
                    stacklevel=2,
                )
