"""Curves of training: what happened since the last point, and in an epoch."""

import time
from collections.abc import Iterator, Mapping
from typing import Any

from kb_observe.measures import figures

from kb_tensorboard.pace._progress import Progress
from kb_tensorboard.writing import _events as events
from kb_tensorboard.writing._journal import TRAIN, VALIDATION


class Window:
    """The batches since the last point of a curve, or since the epoch began.

    Keras shows running means over the epoch, which lag behind; the differences of their sums
    are the values of the batches in between.
    """

    def __init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """An epoch begins: the sums are zero."""
        self._sums: dict[str, tuple[float, float]] = {}
        self._time = time.perf_counter()

    def close(self, now: Progress) -> Iterator[events.Value]:
        """Ends the window and gives its values; the next window begins here."""
        seconds = time.perf_counter() - self._time
        for name, (total, count) in now.sums.items():
            earlier_total, earlier_count = self._sums.get(name, (0.0, 0.0))
            if count < earlier_count:  # somebody evaluated the model in between
                earlier_total, earlier_count = 0.0, 0.0
            if (weight := count - earlier_count) > 0:
                yield events.scalar(f"batch/{name}", (total - earlier_total) / weight)
                if name == "loss":
                    # Keras weighs the loss of a batch by its number of samples.
                    yield events.scalar("training/samples_per_second", weight / seconds)
        if now.learning_rate is not None:
            yield events.scalar("training/learning_rate", now.learning_rate)
        self._sums = dict(now.sums)
        self._time = time.perf_counter()


def of_epoch(logs: Mapping[str, Any]) -> Iterator[tuple[str, events.Value]]:
    """The metrics that Keras logs for an epoch, each with the sub-run it belongs to.

    A metric of several numbers is a curve for each: `metrics/f1_score/0`.
    """
    for name, number in figures(logs):
        if name == "learning_rate":  # a scheduler put it there, and it has a curve already
            continue
        run = VALIDATION if name.startswith("val_") else TRAIN
        yield run, events.scalar(f"metrics/{name.removeprefix('val_')}", number)
