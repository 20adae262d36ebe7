"""Keras' CSV file of epochs, for runs that are resumed."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import keras


class ContinuedCSVLogger(keras.callbacks.CSVLogger):
    """Appends to its file from the first epoch that is trained.

    A killed run may have written lines for epochs that are trained again; these lines are removed.
    Training from the first epoch starts a new file, as it does in Keras.
    """

    def __init__(self, filename: str, separator: str) -> None:
        super().__init__(filename, separator, append=True)  # type: ignore[no-untyped-call]

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        """Leave the file alone until the first epoch's number is known."""

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Cut off what is about to be written again."""
        del logs
        with suppress(FileNotFoundError):
            _keep(Path(self.filename), epoch + 1 if epoch else 0)

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Write a line. The file is open no longer than that takes: training may fail."""
        super().on_train_begin(logs)  # type: ignore[no-untyped-call]
        try:
            super().on_epoch_end(epoch, logs)  # type: ignore[no-untyped-call]
        finally:
            self.on_train_end()  # type: ignore[no-untyped-call]


def _keep(path: Path, lines: int) -> None:
    """Shorten a file to its first lines: the header, and one for each epoch that is kept."""
    with path.open("r+b") as file:
        for _ in range(lines):
            file.readline()
        file.truncate()
