"""Ctrl-C, and the SIGTERM of schedulers, as a request to finish, not as a crash."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, cast

import keras


class Interruption(keras.callbacks.Callback):
    """Ends `fit` after the steps under way, once somebody asked for it.

    An epoch that is cut short is told from one that is complete, which has its checkpoint: give
    this callback after `Checkpoint`, for which the end of the training is the callbacks' own.

    Attributes:
        happened: Whether somebody asked.
    """

    takes_chunks = True

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.happened = False
        self._more_to_come = False

    def ask(self, _number: int, _frame: FrameType | None) -> None:
        """Handle a signal: the first one is a request, the second one an order."""
        if self.happened:
            raise KeyboardInterrupt
        self.happened = True
        self._cut_short()

    def on_train_batch_begin(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Note whether the epoch continues after these steps.

        A request since then, while another callback was busy, went by the steps before these:
        an epoch that ends with these steps isn't cut short, and its checkpoint must not say so.
        """
        del logs
        params = cast("dict[str, Any]", self.params)
        self._more_to_come = batch + params["chunk_steps"] < params["steps"]
        if self.happened:
            self.model.stop_training = self._more_to_come

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Begin no other epoch."""
        del epoch, logs
        self.model.stop_training |= self.happened

    def _cut_short(self) -> None:
        if self.happened and self._more_to_come:
            self.model.stop_training = True


_REQUESTS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def stop_on_interrupt() -> Iterator[Interruption]:
    """Let the first Ctrl-C or SIGTERM end `fit` after the steps under way, the second one at once.

    Only the main thread receives signals; elsewhere this changes nothing. The callback that is
    given is for `fit`.
    """
    interruption = Interruption()
    if threading.current_thread() is not threading.main_thread():
        yield interruption
        return
    previous = {request: signal.signal(request, interruption.ask) for request in _REQUESTS}
    try:
        yield interruption
    finally:
        for request, handler in previous.items():
            signal.signal(request, handler)
