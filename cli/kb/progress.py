"""Training as it goes on, for people and programs who wait for it."""

import json
import time
from typing import TYPE_CHECKING, Any

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from kb.console import err

if TYPE_CHECKING:
    import keras


def progress_bar() -> "keras.callbacks.Callback":
    """A Keras callback that shows epochs, loss, metrics and the time left.

    It writes to standard error, and where that is no terminal nothing at all.
    """
    import keras

    class ProgressBar(keras.callbacks.Callback):
        """One line, redrawn after each epoch."""

        def __init__(self) -> None:
            super().__init__()  # type: ignore[no-untyped-call]  # Keras annotates nothing
            self.progress = Progress(
                TextColumn("epoch"),
                MofNCompleteColumn(),
                BarColumn(bar_width=20),
                TextColumn("{task.fields[metrics]}"),
                TimeRemainingColumn(),
                console=err,
                disable=not err.is_terminal,
                transient=True,
            )
            self.task = self.progress.add_task("", total=None, metrics="")

        def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:  # noqa: ARG002 - Keras' signature
            self.progress.update(self.task, total=(self.params or {}).get("epochs"))
            self.progress.start()

        def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
            shown = "  ".join(f"{name} {value:.4f}" for name, value in (logs or {}).items())
            self.progress.update(self.task, completed=epoch + 1, metrics=shown)

        def on_train_end(self, logs: dict[str, Any] | None = None) -> None:  # noqa: ARG002 - Keras' signature
            self.progress.stop()

    return ProgressBar()


def json_lines() -> "keras.callbacks.Callback":
    """A Keras callback that prints each epoch as one line of JSON."""
    import keras

    class JsonLines(keras.callbacks.Callback):
        """One object a line: epoch from 1, step, seconds, metrics."""

        def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:  # noqa: ARG002 - Keras' signature
            self.started = time.perf_counter()

        def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
            line = {
                "epoch": epoch + 1,
                "step": int(self.model.optimizer.iterations),
                "seconds": time.perf_counter() - self.started,
                **{name: float(value) for name, value in (logs or {}).items()},
            }
            print(json.dumps(line), flush=True)  # noqa: T201 - for a program to read

    return JsonLines()  # type: ignore[no-untyped-call]  # Keras annotates nothing
