"""What trials say while they are trained."""

from collections.abc import Mapping
from typing import Any

import keras
from kb_observe.measures import figures
from kb_registry import Report

from kb_engine.runs._result import finite


class Reporter(keras.callbacks.Callback):
    """Reports every epoch, and ends a training that isn't worth another."""

    def __init__(self, report: Report) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # Keras annotates nothing
        self._report = report
        self.stopped = False

    def on_epoch_end(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Report an epoch's figures."""
        told = {
            "epoch": epoch + 1,
            "epochs": (self.params or {})["epochs"],
            "figures": finite(dict(figures(logs or {}))),
        }
        if not self._report(told):
            self.stopped = self.model.stop_training = True
