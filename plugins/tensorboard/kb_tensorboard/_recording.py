"""What is recorded in one folder, training by training."""

import math
from collections.abc import Mapping
from typing import Any

from kb_observe.measures import figures

from kb_tensorboard import _curves as curves
from kb_tensorboard._profiler import Profiler
from kb_tensorboard._settings import Settings
from kb_tensorboard._watch import Watch
from kb_tensorboard.hparams._session import Session
from kb_tensorboard.pace._pace import Pace
from kb_tensorboard.writing import _events as events
from kb_tensorboard.writing._journal import TRAIN, VALIDATION, Journal
from kb_tensorboard.writing._summaries import Summaries

_SUMMARIES = "What the model writes with tf.summary was left out"


class Recording:
    """Follows the trainings and evaluations whose folder it is.

    Args:
        log_dir: The folder.
        settings: What is to be recorded.

    Attributes:
        log_dir: The folder.
        in_training: Whether a training has begun and not ended.
    """

    def __init__(self, log_dir: str, settings: Settings) -> None:
        self.log_dir = log_dir
        self.in_training = False
        self._settings = settings
        self._texts = dict(settings.texts)
        self._journal = Journal(log_dir, settings.budget)
        self._session = (
            Session(self._journal, settings.hparams, settings.siblings)
            if settings.hparams
            else None
        )
        self._summaries = Summaries(log_dir, self._note_summaries)
        self._watch = Watch(None, settings, self._journal)
        self._pace = Pace()
        self._profiler: Profiler | None = None
        self._batches = 1
        self._by_xla = False
        self._finite = True

    def begin(self, model: Any, params: Mapping[str, Any]) -> None:
        """Shows the model as it is before the first step of a training."""
        self.in_training = True
        step = self._turn_to(model)
        batches = params.get("steps")
        self._by_xla = params.get("jit_compile", getattr(model, "jit_compile", False))
        self._batches = params.get("chunk_steps", getattr(model, "steps_per_execution", 1))
        epoch_steps = None if batches is None else self._watch.steps_in(batches)
        self._pace = Pace(self._settings.every, step, params.get("epochs", 1), epoch_steps)
        self._finite = True
        self._journal.open(step)
        if self._settings.profile is not None:
            self._profiler = Profiler(f"{self.log_dir}/{TRAIN}", self._settings.profile)
        if self._session is not None:
            self._session.begin(step)
        self._write_texts()
        self._watch.record_graph()
        self._watch.record_layers(step)
        self._watch.record_pictures(step)
        self._lead_summaries(model, TRAIN)

    def begin_epoch(self, epoch: int) -> None:
        """The metrics start from zero."""
        self._pace.begin_epoch(epoch)
        self._watch.restart_window()

    def begin_call(self) -> None:
        """Looks at what the previous call of the training function did."""
        if self._pace.awake:
            self._look()
        if self._pace.layers_next:
            self._watch.remember()
        if self._profiler is not None and self._profiler.waiting:
            self._profile(self._profiler)
        self._pace.begin_call()

    def begin_test(self, model: Any) -> None:
        """A validation or an evaluation begins."""
        if self.in_training and self._pace.in_epoch:
            self._watch.use_validation()
        self._end_epoch()
        if not self.in_training:
            self._journal.open(self._turn_to(model))
        self._lead_summaries(model, VALIDATION)

    def end_test(self, logs: Mapping[str, Any]) -> None:
        """Writes what an evaluation by itself came to."""
        self._summaries.end()
        if self.in_training:
            self._lead_summaries(self._watch.model, TRAIN)
            return
        if getattr(self._watch.model, "optimizer", None) is not None:
            points = [
                events.scalar(f"evaluation_{name}_vs_iterations", number)
                for name, number in figures(logs)
            ]
            self._journal.add(VALIDATION, self._watch.step, points)
        self._journal.budget.stop()
        self._journal.close()
        self._journal.warn_of_failure()

    def end_epoch(self, epoch: int, logs: Mapping[str, Any]) -> None:
        """Writes the metrics of the epoch, of training and of validation."""
        self._end_epoch()
        if self._pace.end_epoch(epoch):
            with self._journal.budget.spend("epochs"):
                self._record_metrics(logs)
        self._journal.warn_of_failure()

    def end(self) -> None:
        """Shows the model as it is after the last step, and waits until all is written."""
        self.in_training = False
        self._summaries.end()
        step = self._pace.step = self._watch.step
        if self._profiler is not None:
            self._journal.obstacles.attempt("The profile could not be made", self._profiler.stop)
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

    def _turn_to(self, model: Any) -> int:
        """Watches a model from now on; returns the step that it has reached."""
        if not self._watch.sees(model):
            self._watch = Watch(model, self._settings, self._journal)
        return self._watch.begin(self._pace.step)

    def _write_texts(self) -> None:
        for name, markdown in self._texts.items():
            self._journal.add(TRAIN, 0, [events.text(name, markdown)])
        self._texts.clear()

    def _lead_summaries(self, model: Any, run: str) -> None:
        self._journal.obstacles.attempt(
            _SUMMARIES, lambda: self._summaries.begin(model, run, by_xla=self._by_xla)
        )

    def _note_summaries(self) -> None:
        why = "XLA compiles the step, and can't write them. Compile with jit_compile=False"
        self._journal.obstacles.note(_SUMMARIES, why)

    def _profile(self, profiler: Profiler) -> None:
        step, ahead = self._watch.step, self._most_steps
        self._journal.obstacles.attempt(
            "The profile could not be made", lambda: profiler.before(step, ahead)
        )

    @property
    def _most_steps(self) -> int:
        """How many steps a call of the training function makes at most."""
        return math.ceil(self._watch.steps_in(self._batches))

    def _end_epoch(self) -> None:
        if self._pace.in_epoch:
            self._pace.in_epoch = False
            self._look()

    def _look(self) -> None:
        """Reads how far training is, and records what is due."""
        now = self._watch.look()
        self._finite = math.isfinite(now.sums.get("loss", (0.0, 0.0))[0])
        due = self._pace.move(now.step, self._most_steps)
        if due.curves and self._journal.budget.affords("curves"):
            self._watch.record_curves(now)
        if not self._settings.layers:
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
            self._journal.add_charted(TRAIN, self._pace.step, train)
        if validation:
            self._journal.add(VALIDATION, self._pace.step, validation)
