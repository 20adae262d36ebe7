"""Keras' ModelCheckpoint, whose files are either whole or not there."""

from pathlib import Path
from typing import Any

import keras
from kb_registry import InvalidParameterError, write_atomically


class WholeModelCheckpoint(keras.callbacks.ModelCheckpoint):
    """Has Keras write beside the file, and puts what is complete in its place.

    Keras itself writes over what was saved before: a full disk or a kill in that moment costs
    both.

    Raises:
        InvalidParameterError: In training, if the name wants what the log doesn't hold.
    """

    def _get_file_path(self, epoch: int, batch: int | None, logs: dict[str, Any] | None) -> str:
        try:
            return str(super()._get_file_path(epoch, batch, logs))  # type: ignore[no-untyped-call]
        except (KeyError, ValueError) as error:
            known = ["epoch", *(["batch"] if batch is not None else []), *(logs or {})]
            raise InvalidParameterError(
                f"ModelCheckpoint: {Path(self.filepath).name!r} can't be filled in: {error}.",
                hint=f"The log holds {', '.join(known)}.",
            ) from error

    def _save_model(self, epoch: int, batch: int | None, logs: dict[str, Any] | None) -> None:
        path = self._get_file_path(epoch, batch, logs)
        if self._should_save_model(epoch, batch, logs, path):  # type: ignore[no-untyped-call]
            model: Any = self.model
            save = model.save_weights if self.save_weights_only else model.save
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            write_atomically(Path(path), save)
