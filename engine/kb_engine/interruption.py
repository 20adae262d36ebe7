"""Ctrl-C as a request to finish, not as a crash."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

from attrs import define

if TYPE_CHECKING:
    import keras


@define
class Interruption:
    """Whether somebody asked a training to end."""

    happened: bool = False


@contextmanager
def stop_on_interrupt(model: "keras.Model") -> Iterator[Interruption]:
    """Let the first Ctrl-C end `fit` after the steps under way, the second one at once.

    Only the main thread receives signals; elsewhere this changes nothing.
    """
    interruption = Interruption()
    if threading.current_thread() is not threading.main_thread():
        yield interruption
        return

    def ask(_number: int, _frame: FrameType | None) -> None:
        if interruption.happened:
            raise KeyboardInterrupt
        interruption.happened = True
        model.stop_training = True

    previous = signal.signal(signal.SIGINT, ask)
    try:
        yield interruption
    finally:
        signal.signal(signal.SIGINT, previous)
