"""Hands the trials of a sweep to workers, and keeps what comes of them."""

import math
import time

from kb_registry import Executor, ResumeSweep, Workers, WorkEvent, closest

from kb_engine._errors import FailedRunError
from kb_engine.runs._lock import locked
from kb_engine.runs.store import Failure, StoredRun
from kb_engine.sweeps._errors import SweepError
from kb_engine.sweeps._interruption import StopRequests
from kb_engine.sweeps._kept import KeptOfBest, drop_checkpoints
from kb_engine.sweeps._progress import Progress, RunningTrial, Watcher
from kb_engine.sweeps._rounds import Rounds, Unusable
from kb_engine.sweeps._siblings import siblings
from kb_engine.sweeps._sweep import Sweep
from kb_engine.sweeps._trial import ENDED, Trial, begun_trials, run_of
from kb_engine.sweeps._work import record_failure, train_trial
from kb_engine.sweeps.search._start import start_search

TICK_SECONDS = 0.25

MOST_LOST = 8
"""Workers that may be lost in a row before they are ready: then no trial is at fault."""

START_SECONDS = 300.0
"""How long a worker may take to import what it needs, which counts for no trial."""

MOST_TRIES = 5
"""How often a trial is begun in one session before it is given up."""


def run_sweep(
    sweep: Sweep,
    executor: Executor,
    workers: int,
    watcher: Watcher,
    *,
    trial_timeout: float | None = None,
) -> Progress:
    """Train every trial that hasn't ended yet.

    A trial that was begun is resumed from its checkpoint. The first Ctrl-C lets trials under way
    end and begins no other; the second one ends all at once. Nothing is lost either way.

    Args:
        sweep: What to train.
        executor: Where.
        workers: How many trials at once.
        watcher: Is told what happens.
        trial_timeout: Seconds after which a trial is ended as failed.

    Raises:
        ResumeError: Another process runs this sweep.
        SweepError: The objective isn't one of the scores.
        FailedRunError: A trial could neither be trained nor recorded as failed.
        KeyboardInterrupt: Somebody asked twice.
    """
    with locked(sweep.folder), StopRequests() as requests:
        driver = _Driver(sweep, workers, watcher, requests, trial_timeout)
        pool = executor.start(train_trial, workers, driver.hear)
        try:
            driver.drive(pool)
        finally:
            pool.close()
        return driver.progress


class _Driver:
    def __init__(
        self,
        sweep: Sweep,
        workers: int,
        watcher: Watcher,
        requests: StopRequests,
        timeout: float | None,
    ) -> None:
        settings = sweep.plan.settings
        search = start_search(settings, sweep.space, sweep.folder)
        self.progress = Progress(sweep.total, workers, settings.objective)
        self._folder = sweep.folder
        self._siblings = siblings(sweep.space, settings.seeds)
        self._settings = settings
        self._watcher = watcher
        self._requests = requests
        self._timeout = math.inf if timeout is None else timeout
        self._resumption = ResumeSweep(sweep.folder, purpose="Fix that, then resume")
        self._kept = [
            KeptOfBest.models(settings.keep_models),
            KeptOfBest.layers(settings.keep_layers),
        ]
        self._rounds = Rounds(search, sweep.space, settings.seeds)
        self._begun_before = begun_trials(sweep.folder)
        self._tries: dict[str, int] = {}
        self._again: list[Trial] = []
        self._late: set[str] = set()
        self._codes: set[str] = set()
        self._lost_in_a_row = 0
        self._least = math.inf

    def drive(self, pool: Workers) -> None:
        """Keep workers busy until there is nothing left to do."""
        self._pool = pool
        while True:
            self._stop_when_asked()
            while pool.free() and (trial := self._next()) is not None:
                self._tries[trial.key] = self._tries.get(trial.key, 0) + 1
                self.progress.running[trial.key] = RunningTrial(trial)
                pool.submit(trial.key, trial.job(self._folder, self._siblings))
            if not self.progress.running:
                return
            pool.wait(TICK_SECONDS)
            self._end_late_ones()
            self._watcher.passed(self.progress)

    def hear(self, event: WorkEvent) -> None:
        """Handle what a worker says."""
        running = self.progress.running.get(event.name)
        if running is None:
            return
        match event.happened:
            case "started":
                running.started = time.monotonic()
                self._watcher.begun(self.progress, running.trial)
            case "reported" if "ready" in event.content:
                running.began = time.monotonic()
                self._lost_in_a_row = 0
            case "reported" if "findings" in event.content:
                self._hear_findings(running.trial, event)
            case "reported":
                self._hear_epoch(running, event)
            case "done" | "lost":
                del self.progress.running[event.name]
                self._hear_end(running, event)

    def _stop_when_asked(self) -> None:
        hours = self._settings.hours
        late = hours is not None and self.progress.seconds > hours * 3600
        if (self._requests.happened or late) and not self.progress.stopping:
            self.progress.stopping = True
            why = "The time is up" if late else "Interrupted"
            self._watcher.noted(self.progress, f"{why}: no further trial is begun.")

    def _next(self) -> Trial | None:
        """A trial that is to be trained now; None if there is none."""
        if self.progress.stopping:
            return None
        if self._again:
            return self._again.pop()
        while (found := self._rounds.next()) is not None:
            if isinstance(found, Unusable):
                self._watcher.noted(self.progress, f"Skipped: {found.reason}")
                self._count("skipped", found.trials)
            elif found.key in self._tries:  # two combinations that make one recipe
                self._rounds.end(found, None)
                if self.progress.total is not None:
                    self.progress.total -= 1
            elif not self._ended_before(found):
                return found
        return None

    def _ended_before(self, trial: Trial) -> bool:
        """Whether a trial has ended in an earlier session, which then counts."""
        if trial.key not in self._begun_before:
            return False
        run = run_of(self._folder, trial.key)
        if run is None or run.status not in ENDED:
            return False
        self._tries[trial.key] = 0
        self.progress.before += 1
        self._keep(trial, run)
        return True

    def _hear_findings(self, trial: Trial, event: WorkEvent) -> None:
        """Note what a rule found, for the first trial of the sweep in which it did."""
        for code, line in event.content["findings"]:
            if code not in self._codes:
                self._codes.add(code)
                self._watcher.noted(self.progress, f"{trial.label}: {line}")

    def _hear_epoch(self, running: RunningTrial, event: WorkEvent) -> None:
        told = event.content
        running.epoch, running.epochs, running.figures = (
            told["epoch"],
            told["epochs"],
            told["figures"],
        )
        score = told["figures"].get(self._settings.objective)
        running.curve.append(score)
        if score is not None and not self._rounds.report(running.trial, running.epoch, score):
            self._pool.stop(event.name)
        self._watcher.epoch(self.progress, running)

    def _hear_end(self, running: RunningTrial, event: WorkEvent) -> None:
        trial, cause = running.trial, event.content.get("cause", "It left no result.")
        if event.happened == "lost" and math.isinf(running.began):
            self._lost_in_a_row += 1
        if running.stuck:
            cause = f"A worker hadn't imported what it needs after {START_SECONDS:g} s."
        run = run_of(self._folder, trial.key)
        if run is not None and run.status in ENDED:
            self._end(trial, run)
        elif event.name in self._late:
            self._fail(trial, f"It took longer than {self._timeout:g} s, the limit for a trial.")
        elif event.happened == "done" and self._requests.happened:
            self.progress.stopping = True  # what was trained in this process was interrupted, too
        elif self._lost_in_a_row > MOST_LOST:
            raise FailedRunError(
                f"{MOST_LOST} workers were lost in a row: {cause}",
                suggestions=[self._resumption],
            )
        elif self._tries[trial.key] < MOST_TRIES:
            self._watcher.noted(self.progress, f"{cause} The trial is tried again.")
            self._again.append(trial)
        elif event.happened == "lost":
            self._fail(trial, f"{cause} It was tried {MOST_TRIES} times.")
        else:
            raise FailedRunError(
                f"A trial can be neither trained nor recorded: {cause}",
                suggestions=[self._resumption],
            )

    def _end_late_ones(self) -> None:
        now = time.monotonic()
        for name, running in self.progress.running.items():
            if now - running.began > self._timeout:
                self._late.add(name)
                self._pool.kill(name)
            elif math.isinf(running.began) and now - running.started > START_SECONDS:
                running.stuck = True
                self._pool.kill(name)

    def _fail(self, trial: Trial, cause: str) -> None:
        try:
            record_failure(trial.recipe, self._folder, trial.key, Failure("failed", cause))
        except OSError as error:
            raise FailedRunError(f"Can't write to {self._folder}: {error.strerror}.") from error
        run = run_of(self._folder, trial.key)
        if run is not None:
            self._end(trial, run)

    def _end(self, trial: Trial, run: StoredRun) -> None:
        self._keep(trial, run)
        self._watcher.ended(self.progress, trial, run)

    def _keep(self, trial: Trial, run: StoredRun) -> None:
        """Count a trial, and keep of it what is kept of the best if it is one of them."""
        self._count(run.status, 1)
        score = self._score(run)
        sign = -1 if self._settings.maximize else 1
        loss = None if score is None else sign * score
        self._rounds.end(trial, score)
        drop_checkpoints(run.folder)
        for kept in self._kept:
            kept.ended(run.folder, loss)
        if loss is not None and loss < self._least:
            self._least = loss
            self.progress.best = run

    def _score(self, run: StoredRun) -> float | None:
        if run.status != "trained":
            return None
        objective = self._settings.objective
        if objective not in run.facts:
            known = [name for name in run.facts if name.startswith(("val_", "test_", "train_"))]
            raise SweepError(
                f"The trials have no score {objective!r}.", hint=closest(objective, known)
            )
        score = run.facts[objective]
        return score if isinstance(score, float) else None

    def _count(self, status: str, trials: int) -> None:
        self.progress.counts[status] = self.progress.counts.get(status, 0) + trials
