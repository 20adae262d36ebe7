"""The Keras callback: its settings, and what it does when."""

import math
import os
from collections.abc import Mapping, Sequence
from typing import Any

import keras

from kb_tensorboard import _curves as curves
from kb_tensorboard._watch import Watch, Wishes
from kb_tensorboard.hparams import _page as hparams
from kb_tensorboard.hparams._session import Session
from kb_tensorboard.pace._cadence import Every
from kb_tensorboard.pace._pace import Pace
from kb_tensorboard.writing import _events as events
from kb_tensorboard.writing._journal import TRAIN, VALIDATION, Journal


class TensorBoard(keras.callbacks.Callback):
    """Writes what happens inside a model to TensorBoard, at almost no cost.

    Everything stands on one axis, `optimizer.iterations`, and is named after layers and the
    roles of their weights. Training goes exactly as it would without: nothing is drawn from
    its random states and none of its variables is changed. A second `fit`, or one that
    resumes a run in another process, continues the curves.

    Curves of training go to the sub-run `train`, those of validation to `validation` under
    the same tags, so that they overlay.

    Args:
        logdir: The run's folder.
        every: The distance between records of layers: `"100 steps"`, `"1 epoch"`, or a number
            of steps. By default four an epoch and no more in a run than TensorBoard shows.
        budget: The share of the training time that logging may take. What doesn't fit is left
            out, and the text `logging` says how much that was.
        probe: Inputs and targets that layers are looked at with, the first 64 samples of them:
            activations, gradients, batch statistics and parts of the loss; and whose first
            1000 samples are predicted for pictures. Without it the validation data are used
            from the end of the first epoch on, if they are arrays.
        layers: Whether to show layers, the graph and pictures beside the metrics.
        slots: Whether to show what the optimizer keeps for each weight, such as its momentum.
        classes: Names of the classes, if the model is a classifier.
        hparams: Columns of the HParams page: text, truth values or numbers by name.
        texts: Markdown for the Text page, by name.

    Raises:
        ValueError: If `every` or `budget` means nothing, or `probe` is no pair.
        TypeError: If a value of `hparams` fits into no column.
    """

    takes_chunks = True

    def __init__(  # noqa: PLR0913 - all but the folder are keywords
        self,
        logdir: str | os.PathLike[str],
        *,
        every: str | int | None = None,
        budget: float = 0.03,
        probe: tuple[Any, Any] | None = None,
        layers: bool = True,
        slots: bool = False,
        classes: Sequence[str] = (),
        hparams: Mapping[str, hparams.HParam] | None = None,
        texts: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # Keras has no types
        self.logdir = os.fspath(logdir)
        self._every = None if every is None else Every.parse(every)
        self._layers = layers
        self._wishes = Wishes(_pair(probe), slots, list(map(str, classes)))
        self._texts = dict(texts or {})
        self._journal = Journal(self.logdir, budget)
        self._session = Session(self._journal, hparams) if hparams else None
        self._watch = Watch(None, self._wishes, self._journal)
        self._pace = Pace()
        self._finite = True

    def on_train_begin(self, logs: Any = None) -> None:
        """Shows the model as it is before the first step."""
        del logs
        if not self._watch.sees(self.model):
            self._watch = Watch(self.model, self._wishes, self._journal)
        step = self._watch.begin(self._pace.step)
        params = self.params or {}
        batches = params.get("steps")
        epoch_steps = None if batches is None else self._watch.steps_in(batches)
        self._pace = Pace(self._every, step, params.get("epochs", 1), epoch_steps)
        self._finite = True
        self._journal.open(step)
        if self._session is not None:
            self._session.begin(step)
        self._write_texts()
        if self._layers:
            self._watch.record_graph()
            self._watch.record_layers(step)
            self._watch.record_pictures(step)

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """The metrics start from zero."""
        del logs
        self._pace.begin_epoch(epoch)
        self._watch.restart_window()

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        """Looks at what the previous call of the training function did.

        The end of a batch would do as well, but a callback that wants to know of it makes
        Keras wait for each batch's metrics.
        """
        del batch, logs
        if self._pace.awake:
            self._look()
        if self._layers and self._pace.layers_next:
            self._watch.remember()
        self._pace.begin_call()

    def on_test_begin(self, logs: Any = None) -> None:
        """Validation resets the metrics, so the epoch's training ends here."""
        del logs
        if self._pace.in_epoch:
            self._watch.use_validation()
        self._end_epoch()

    def on_epoch_end(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Writes the metrics of the epoch, of training and of validation."""
        self._end_epoch()
        if self._pace.end_epoch(epoch):
            with self._journal.budget.spend("epochs"):
                self._record_metrics(logs or {})
        self._journal.warn_of_failure()

    def on_train_end(self, logs: Any = None) -> None:
        """Shows the model as it is after the last step, and waits until all is written."""
        del logs
        step = self._pace.step = self._watch.step
        if self._layers:
            self._watch.record_layers(step)
            self._watch.record_pictures(step)
        self._watch.end()
        if self._pace.stood_still:
            self._journal.obstacles.note(
                "The steps could not be counted", "no optimizer of the model has made any"
            )
        self._journal.report(step)
        if self._session is not None:
            self._session.end(step, success=self._finite)
        self._journal.close()
        self._journal.warn_of_failure()

    def flush(self) -> None:
        """Waits until what was recorded can be read, were this process killed next."""
        self._journal.flush()

    def _write_texts(self) -> None:
        for name, markdown in self._texts.items():
            self._journal.add(TRAIN, 0, [events.text(name, markdown)])
        self._texts.clear()

    def _end_epoch(self) -> None:
        if self._pace.in_epoch:
            self._pace.in_epoch = False
            self._look()

    def _look(self) -> None:
        """Reads how far training is, and records what is due."""
        now = self._watch.look()
        self._finite = math.isfinite(now.sums.get("loss", (0.0, 0.0))[0])
        batches = (self.params or {}).get("chunk_steps", self.model.steps_per_execution)
        due = self._pace.move(now.step, self._watch.steps_in(batches))
        if due.curves and self._journal.budget.affords("curves"):
            self._watch.record_curves(now)
        if not self._layers:
            return
        if due.layers and self._journal.budget.affords("layers"):
            self._watch.record_layers(now.step)
        if due.pictures and self._journal.budget.affords("pictures"):
            self._watch.record_pictures(now.step)

    def _record_metrics(self, logs: Mapping[str, Any]) -> None:
        found = self._journal.obstacles.attempt(
            "The metrics could not be shown", lambda: list(curves.of_epoch(logs))
        )
        if not found:
            return
        if self._session is not None:
            self._session.declare((run, value.tag) for run, value in found)
        train, validation = (
            [value for run, value in found if run == which] for which in (TRAIN, VALIDATION)
        )
        if train:
            self._journal.add_charted(self._pace.step, train)
        if validation:
            self._journal.add(VALIDATION, self._pace.step, validation)


def _pair(probe: Any) -> tuple[Any, Any] | None:
    if probe is None or (isinstance(probe, tuple) and len(probe) == 2):  # noqa: PLR2004 - x and y
        return probe
    raise ValueError(
        f"probe is a {type(probe).__name__}, but a pair of inputs and targets is needed. "
        "Write probe=(x, y), or probe=(x, None) without targets."
    )
