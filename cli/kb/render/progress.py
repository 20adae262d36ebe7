"""Progress of a training, for people and programs that wait for it.

Importing this imports Keras: do so where training begins.
"""

import math
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import keras
from kb_engine import finite
from kb_engine.training import steps_done
from kb_observe.measures import figures
from rich.console import RenderableType
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from kb.render.console import err, print_json_line

REDRAW_SECONDS = 0.25

Logs = dict[str, Any] | None


class Clock:
    """Times an epoch's training apart from its validation.

    Args:
        params: What `fit` tells callbacks: `steps` and `samples` of an epoch.
    """

    def __init__(self, params: Mapping[str, Any]) -> None:
        self.steps: int = params["steps"]
        self._samples_per_step: float = params["samples"] / self.steps
        self._begun = time.perf_counter()
        self._trained: float | None = None

    def end_training(self) -> None:
        """Validation begins, or the epoch ends without one; the first call counts."""
        self._trained = self._trained or time.perf_counter()

    @property
    def seconds(self) -> float:
        """Time since the epoch began."""
        return time.perf_counter() - self._begun

    def samples_per_second(self, steps: int) -> float:
        """The speed at which so many steps were trained."""
        seconds = (self._trained or time.perf_counter()) - self._begun
        return steps * self._samples_per_step / seconds


class TimedCallback(keras.callbacks.Callback):
    """Has a clock for the epoch under way."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # Keras annotates nothing

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        """Start the clock."""
        del epoch, logs
        self.clock = Clock(self.params or {})

    def on_test_begin(self, logs: Logs = None) -> None:
        """Leave the time of validation out."""
        del logs
        self.clock.end_training()

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """The same, where there is no validation."""
        del epoch, logs
        self.clock.end_training()


class JsonLines(TimedCallback):
    """Prints an object a line: epoch from 1, step, seconds, samples_per_second, metrics.

    The seconds are those of the whole epoch, the speed is that of its training alone. A metric
    of several numbers has each under a name, `f1_score/0`; one that isn't finite is null.
    """

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Print the epoch."""
        super().on_epoch_end(epoch, logs)
        line = {
            "epoch": epoch + 1,
            "step": steps_done(self.model) or 0,
            "seconds": self.clock.seconds,
            "samples_per_second": self.clock.samples_per_second(self.clock.steps),
            **dict(figures(logs or {})),
        }
        print_json_line(finite(line))


class ProgressBar(TimedCallback):
    """Draws how far training is, a few times a second at most."""

    takes_chunks = True

    def __init__(self, progress: "TwoLines") -> None:
        super().__init__()
        self._progress = progress
        self._drawn = -math.inf
        self._validation: Mapping[str, Any] = {}

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        """Show that there is one."""
        super().on_epoch_begin(epoch, logs)
        self._epoch = epoch
        self._draw(0, {})

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Show the step, counted from 0 and past the end in an epoch's last call."""
        self._draw(min(batch + 1, self.clock.steps), logs or {})

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Show the figures of validation; they stay until there are others."""
        super().on_epoch_end(epoch, logs)
        logs = logs or {}
        self._validation = {name: logs[name] for name in logs if name.startswith("val_")}
        self._draw(self.clock.steps, logs)

    def _draw(self, step: int, metrics: Mapping[str, Any]) -> None:
        if time.perf_counter() - self._drawn < REDRAW_SECONDS:
            return
        self._drawn = time.perf_counter()
        epochs, steps = (self.params or {})["epochs"], self.clock.steps
        self._progress.show(
            done=self._epoch * steps + step,
            total=epochs * steps,
            epoch=f"epoch {self._epoch + 1}/{epochs}",
            step=f"step {step}/{steps}",
            speed=f"{self.clock.samples_per_second(step):,.0f} samples/s" if step else "",
            figures=_figures({**metrics, **self._validation}),
        )


class TwoLines(Progress):
    """How far a training is, and a line of figures below, cut where the terminal ends."""

    def __init__(self) -> None:
        super().__init__(
            TextColumn("{task.fields[epoch]}"),
            BarColumn(bar_width=20),
            TextColumn("{task.fields[step]}"),
            TextColumn("{task.fields[speed]}"),
            TimeRemainingColumn(compact=True),
            TextColumn("left"),
            console=err,
            auto_refresh=False,
            transient=True,
        )

    def show(self, *, done: int, total: int, **fields: Any) -> None:
        """Draw both lines anew."""
        if not self.tasks:
            self.add_task("", total=total, completed=done, **fields)
        self.update(self.task_ids[0], completed=done, **fields)
        self.refresh()

    def get_renderables(self) -> Iterator[RenderableType]:
        """Both lines, for Rich to draw."""
        yield from super().get_renderables()
        for task in self.tasks:
            yield Text(task.fields["figures"], no_wrap=True, overflow="ellipsis")


@contextmanager
def progress_bar() -> Iterator[keras.callbacks.Callback]:
    """A Keras callback that shows epoch, step, speed, time left, loss and metrics.

    It writes to standard error, and nothing at all where that isn't a terminal. What it drew is
    gone when the context ends, however that comes about.
    """
    if not err.is_terminal:
        yield keras.callbacks.Callback()
        return
    with TwoLines() as progress:
        yield ProgressBar(progress)


def _figures(metrics: Mapping[str, Any]) -> str:
    """Loss and metrics of training, then those of validation, each at a place of its own."""
    order = sorted(metrics, key=lambda name: (name.startswith("val_"), "loss" not in name, name))
    ordered = {name: metrics[name] for name in order}
    return "  ".join(f"{name} {figure:.4f}" for name, figure in figures(ordered))
