"""Ctrl-C during a sweep, and the SIGTERM of schedulers."""

import signal
import threading
from types import FrameType, TracebackType
from typing import Any, Self

_REQUESTS = (signal.SIGINT, signal.SIGTERM)


class StopRequests:
    """Takes the first request to stop as such, and the second one as an order.

    Only the main thread receives signals; elsewhere this changes nothing.

    Attributes:
        happened: Whether somebody asked.
    """

    def __init__(self) -> None:
        self.happened = False
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        """Begin to listen."""
        if threading.current_thread() is threading.main_thread():
            self._before = {each: signal.signal(each, self._ask) for each in _REQUESTS}
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave signals to whoever handled them before."""
        for request, handler in self._before.items():
            signal.signal(request, handler)

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        if self.happened:
            raise KeyboardInterrupt
        self.happened = True
