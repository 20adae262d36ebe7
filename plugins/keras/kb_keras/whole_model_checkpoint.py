"""Keras' ModelCheckpoint, whose files are either whole or not there."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import keras
from kb_registry import InvalidParameterError


class WholeModelCheckpoint(keras.callbacks.ModelCheckpoint):
    """Has Keras write beside the file, and puts what is complete in its place.

    Keras itself writes over what was saved before: a full disk or a kill in that moment costs
    both.

    Raises:
        InvalidParameterError: In training, if the name wants what the log doesn't hold.
    """

    def _get_file_path(self, epoch: int, batch: int | None, logs: dict[str, Any] | None) -> str:
        try:
            path = Path(super()._get_file_path(epoch, batch, logs))  # type: ignore[no-untyped-call]
        except (KeyError, ValueError) as error:
            known = ["epoch", *(["batch"] if batch is not None else []), *(logs or {})]
            raise InvalidParameterError(
                f"ModelCheckpoint: {Path(self.filepath).name!r} can't be filled in: {error}.",
                hint=f"The log holds {', '.join(known)}.",
            ) from error
        self._whole, self._beside = path, path.with_name(f".unfinished-{os.getpid()}-{path.name}")
        return str(self._beside)

    def _save_model(self, epoch: int, batch: int | None, logs: dict[str, Any] | None) -> None:
        try:
            super()._save_model(epoch, batch, logs)  # type: ignore[no-untyped-call]
            with suppress(FileNotFoundError):  # nothing was saved: the model isn't better
                with self._beside.open("r+b") as file:
                    os.fsync(file.fileno())
                self._beside.replace(self._whole)
        except OSError:
            self._beside.unlink(missing_ok=True)
            raise
