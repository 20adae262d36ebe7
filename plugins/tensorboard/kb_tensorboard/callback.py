"""The Keras callback: when to look at a model, and where the findings go."""

import math
import os
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, cast

import keras

from kb_tensorboard import events, hparams
from kb_tensorboard.budget import Budget
from kb_tensorboard.cadence import Cadence, Every, due
from kb_tensorboard.curves import Window
from kb_tensorboard.gallery import GalleryReader
from kb_tensorboard.graph import layer_graph
from kb_tensorboard.layers import LayerReader
from kb_tensorboard.layout import Layout
from kb_tensorboard.probe import of_validation
from kb_tensorboard.progress import ProgressReader
from kb_tensorboard.writer import EventWriter

TRAIN = "train"
VALIDATION = "validation"

_Found = TypeVar("_Found")


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
        slots: Whether to show what the optimizer keeps for each weight, such as its momentum.
        classes: Names of the classes, if the model is a classifier.
        hparams: Columns of the HParams page: text, truth values or numbers by name.
        texts: Markdown for the Text page, by name.

    Raises:
        ValueError: If `every` or `budget` means nothing.
    """

    def __init__(  # noqa: PLR0913 - all but the folder are keywords
        self,
        logdir: str | os.PathLike[str],
        *,
        every: str | int | None = None,
        budget: float = 0.03,
        probe: tuple[Any, Any] | None = None,
        slots: bool = False,
        classes: Sequence[str] = (),
        hparams: Mapping[str, hparams.HParam] | None = None,
        texts: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # Keras has no types
        self.logdir = os.fspath(logdir)
        self._every = None if every is None else Every.parse(every)
        self._budget = Budget(budget)
        self._probe = probe
        self._slots = slots
        self._classes = list(classes)
        self._hparams = dict(hparams or {})
        self._texts = dict(texts or {})
        self._writer = EventWriter(self.logdir, start=0)
        self._window = Window()
        self._optimizer: Any = None
        self._layers: LayerReader | None = None
        self._gallery: GalleryReader | None = None
        self._layout = Layout()
        self._obstacles: dict[str, str] = {}
        self._described = False
        self._layers_step = self._metrics_step = self._pictures_step = -1
        self._warned = False

    def set_model(self, model: Any) -> None:
        """Keras names the model before each `fit`."""
        optimizer = getattr(model, "optimizer", None)
        if model is not self._model or optimizer is not self._optimizer:
            self._layers = self._gallery = None
            self._optimizer = optimizer
        super().set_model(model)  # type: ignore[no-untyped-call] # Keras has no types

    def on_train_begin(self, logs: Any = None) -> None:
        """Shows the model as it is before the first step."""
        del logs
        self._progress = ProgressReader(self.model)
        self._step = self._progress.read().step
        self._cadence: Cadence | None = None
        self._epoch_steps = (self.params or {}).get("steps")
        self._in_epoch = False
        self._layers_next = True
        self._finite = True
        self._open_writer()
        self._budget.start()
        if not self._described:
            self._describe()
        self._record_layers()
        self._record_pictures()

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """The metrics start from zero."""
        del logs
        if self._cadence is None:
            self._plan(epoch)
        self._window.restart()
        self._epoch_start = self._step
        self._in_epoch = True
        self._calls = self._patience = 0

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        """Looks at what the previous call of the training function did.

        The end of a batch would do as well, but a callback that wants to know of it makes
        Keras wait for each batch's metrics.
        """
        del batch, logs
        if self._calls > self._patience:
            self._look()
        if self._calls == self._patience and self._layers_next and self._layers is not None:
            self._layers.remember()
        self._calls += 1

    def on_test_begin(self, logs: Any = None) -> None:
        """Validation resets the metrics, so the epoch's training ends here."""
        del logs
        if self._in_epoch and self._probe is None and self._layers is not None:
            self._probe = of_validation(self.model)
            self._layers.use_probe(self._probe)
            self._gallery = None
        self._end_epoch()

    def on_epoch_end(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Writes the metrics of the epoch, of training and of validation."""
        self._end_epoch()
        if self._epoch_steps is None:
            self._epoch_steps = self._step - self._epoch_start
            self._plan(epoch + 1)
        if self._cadence and due(self._step, self._metrics_step, self._cadence.curves):
            self._metrics_step = self._step
            with self._budget.spend("epochs"):
                self._record_metrics(logs or {})
        self._warn_of_failure()

    def on_train_end(self, logs: Any = None) -> None:
        """Shows the model as it is after the last step, and waits until all is written."""
        del logs
        self._step = self._progress.read().step
        self._record_layers()
        self._record_pictures()
        self._budget.stop()
        self._add(TRAIN, [events.text("logging", self._report())])
        if self._hparams:
            self._add("", [hparams.session_end(success=self._finite)])
        self._writer.close()
        self._warn_of_failure()

    def flush(self) -> None:
        """Waits until what was recorded can be read, were this process killed next."""
        self._writer.flush()

    def _open_writer(self) -> None:
        self._writer.close()  # a `fit` that was interrupted left it open
        self._writer = EventWriter(self.logdir, self._next_step(), self._budget.charge)
        if self._hparams:  # Keras tells callbacks of no error
            failure = partial(hparams.session_end, success=False)
            self._writer.add_unless_closed("", self._step, failure)

    def _next_step(self) -> int:
        """The first step that isn't recorded yet; before the first one, the model itself isn't."""
        return self._step + 1 if self._step else 0

    def _describe(self) -> None:
        self._described = True
        graph = self._attempt("graph", lambda: layer_graph(self.model))
        if graph is not None:
            self._writer.add_graph(TRAIN, graph)
        for name, markdown in self._texts.items():
            self._add(TRAIN, [events.text(name, markdown)], step=0)
        if self._hparams:
            self._start_session()

    def _start_session(self) -> None:
        folder = Path(self.logdir).absolute()
        try:
            hparams.forget_sessions(folder)
        except OSError as error:
            self._writer.failure = error.strerror or str(error)
        self._add("", [hparams.session_start(self._hparams, folder.name)], step=0)
        self._declare_columns({})

    def _declare_columns(self, logs: Mapping[str, Any]) -> None:
        """Makes the HParams page show the metrics and leave out the curves of layers."""
        root = Path(self.logdir).absolute().parent
        metrics = dict.fromkeys(_place(name) for name in logs)
        try:
            hparams.declare_columns(root, self._hparams, metrics)
        except OSError as error:
            self._writer.failure = error.strerror or str(error)

    def _report(self) -> str:
        if self._layers is not None and self._layers.obstacle is not None:
            self._obstacles["probe"] = self._layers.obstacle
        if self._probe is None:
            self._obstacles["probe"] = (
                "there is none, so no activations, gradients or predictions were seen. "
                "Pass probe=(x, y), or validation data as arrays"
            )
        notes = [f"The {what} could not be used: {why}." for what, why in self._obstacles.items()]
        return "\n\n".join([self._budget.report(), *notes])

    def _attempt(self, what: str, action: Callable[[], _Found]) -> _Found | None:
        """Models may be made in ways that can't be foreseen; that must not end their training."""
        try:
            return action()
        except Exception as error:  # noqa: BLE001 - see above
            self._obstacles[what] = f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"
            return None

    def _plan(self, epoch: int) -> None:
        """Chooses the cadence as soon as it is known how far training goes."""
        epochs = max(0, (self.params or {}).get("epochs", 1) - epoch)
        end = self._step + epochs * (self._epoch_steps or 0)
        self._cadence = Cadence.plan(end, self._epoch_steps, self._every)

    def _end_epoch(self) -> None:
        if self._in_epoch:
            self._in_epoch = False
            self._look()

    def _look(self) -> None:
        """Reads how far training is, and records what is due."""
        with self._budget.spend("looks", set_up=not self._progress.prepared):
            now = self._progress.read()
        before, self._step = self._step, now.step
        self._finite = math.isfinite(now.sums.get("loss", (0.0, 0.0))[0])
        cadence = cast("Cadence", self._cadence)
        if due(now.step, before, cadence.curves) and self._budget.affords("curves"):
            with self._budget.spend("curves"):
                self._add(TRAIN, list(self._window.close(now)))
        if due(now.step, before, cadence.layers) and self._budget.affords("layers"):
            self._record_layers()
        if due(now.step, before, cadence.images) and self._budget.affords("pictures"):
            self._record_pictures()
        self._sleep(cadence)

    def _sleep(self, cadence: Cadence) -> None:
        """Skips the calls that can't reach the next record, for looking has a price, too."""
        stride = self.model.steps_per_execution  # in one call, but for the last of an epoch
        curves, layers = (d - self._step % d for d in (cadence.curves, cadence.layers))
        distance = min(curves, layers)
        self._layers_next = layers <= max(distance, stride)
        self._patience = (distance - 1) // stride
        self._calls = 0

    def _record_layers(self) -> None:
        if self._layers_step == self._step or not self.model.built:
            return
        self._layers_step = self._step
        prepared = self._layers is not None and self._layers.prepared
        with self._budget.spend("layers", set_up=not prepared):
            if self._layers is None:
                self._layers = LayerReader(self.model, slots=self._slots)
                self._layers.use_probe(self._probe)
            self._add(TRAIN, self._layout.follow(self._layers.read()))

    def _record_pictures(self) -> None:
        if self._pictures_step == self._step or not self.model.built:
            return
        self._pictures_step = self._step
        if self._gallery is None:
            self._gallery = GalleryReader(self.model, self._probe, self._classes)
        if self._gallery.empty:
            return
        with self._budget.spend("pictures", set_up=not self._gallery.prepared):
            self._add(TRAIN, self._attempt("pictures", self._gallery.read) or [])

    def _record_metrics(self, logs: Mapping[str, Any]) -> None:
        if self._hparams:
            self._declare_columns(logs)
        runs: dict[str, list[events.Value]] = {TRAIN: [], VALIDATION: []}
        for name, value in logs.items():
            if name != "learning_rate":  # a scheduler put it there, and it has a curve already
                run, tag = _place(name)
                runs[run].append(events.scalar(tag, float(value)))
        for run, values in runs.items():
            if values:
                self._add(run, self._layout.follow(values) if run == TRAIN else values)

    def _add(self, run: str, values: Iterable[events.Value], step: int | None = None) -> None:
        self._writer.add(run, self._step if step is None else step, values)

    def _warn_of_failure(self) -> None:
        if self._writer.failure is not None and not self._warned:
            self._warned = True
            warnings.warn(
                f"Nothing more is logged to {self.logdir}: {self._writer.failure}. "
                "Training goes on, and what was written stays readable.",
                RuntimeWarning,
                stacklevel=2,
            )


def _place(name: str) -> tuple[str, str]:
    """The sub-run and the tag of a metric, by the name Keras logs it under."""
    run = VALIDATION if name.startswith("val_") else TRAIN
    return run, f"metrics/{name.removeprefix('val_')}"
