"""Keras' CSV file of epochs, for runs that are resumed."""

import csv
from contextlib import suppress
from pathlib import Path
from typing import Any

import keras
from kb_registry import write_atomically


class ContinuedCSVLogger(keras.callbacks.CSVLogger):
    """Appends to its file from the first epoch that is trained.

    A killed run may have written lines for epochs that are trained again; these lines are removed.
    Training from the first epoch starts a new file, as it does in Keras.
    """

    def __init__(self, filename: str, separator: str) -> None:
        super().__init__(filename, separator, append=True)  # type: ignore[no-untyped-call]
        self._columns: list[str] = []

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        """Leave the file alone until the first epoch's number is known."""

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Cut off what is about to be written again."""
        del logs
        with suppress(FileNotFoundError):
            _keep(Path(self.filename), epoch + 1 if epoch else 0)

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Write a line. The file is open no longer than that takes: training may fail."""
        if not self._columns:
            self._columns = _columns(Path(self.filename), self.sep, logs or {})
        super().on_train_begin(logs)  # type: ignore[no-untyped-call]
        self.keys = self._columns or None
        try:
            super().on_epoch_end(epoch, logs)  # type: ignore[no-untyped-call]
            self._columns = self.keys or []
        finally:
            self.on_train_end()  # type: ignore[no-untyped-call]


def _keep(path: Path, lines: int) -> None:
    """Shorten a file to its first lines: the header, and one for each epoch that is kept."""
    with path.open("r+b") as file:
        for _ in range(lines):
            file.readline()
        file.truncate()


def _columns(path: Path, separator: str, logs: dict[str, Any]) -> list[str]:
    """The columns of a file behind the epoch; none if there is no file with lines.

    A changed recipe may log more, or want another separator: the file is then written again, with
    NA where a line has no value, as in Keras.
    """
    if not path.exists() or not path.stat().st_size:
        return []
    with path.open(newline="") as file:
        before = file.readline().removeprefix("epoch")[:1]
        file.seek(0)
        header, *lines = csv.reader(file, delimiter=before)
    new = sorted(logs.keys() - set(header))
    if new or before != separator:

        def write(beside: Path) -> None:
            with beside.open("w", newline="") as file:
                writer = csv.writer(file, delimiter=separator)
                writer.writerow([*header, *new])
                writer.writerows([*line, *["NA"] * len(new)] for line in lines)

        write_atomically(path, write)
    return [*header[1:], *new]
