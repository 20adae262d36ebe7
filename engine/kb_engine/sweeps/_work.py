"""What a worker does with a trial."""

import gc
import time
from pathlib import Path
from typing import TYPE_CHECKING

from kb_registry import Job, KerasBlocksError, Report

from kb_engine._errors import FailedRunError, LogdirError, ResumeError
from kb_engine.diagnosis import CheckReport
from kb_engine.recipes._recipe import Recipe
from kb_engine.runs._lock import is_locked
from kb_engine.runs._run import Run
from kb_engine.runs.store import Failure, FailureStatus
from kb_engine.sessions._inspection import FaultyNetworkError, Inspector
from kb_engine.sessions._train import resume, train
from kb_engine.sweeps._trial import clear_unbegun, run_of

if TYPE_CHECKING:
    import keras

LONGEST_CAUSE = 1000

ORPHAN_SECONDS = 30.0
"""How long to wait for a worker whose sweep was killed, and that is about to notice."""


def train_trial(job: Job, report: Report) -> Job:
    """Train a trial from its start or its last checkpoint, and record what came of it.

    Args:
        job: What `Trial.job` returned.
        report: Is told once that the worker is `ready`, then the `findings` of rules, and `epoch`,
            from 1, `epochs` and the `figures` of each.

    Returns:
        `ended`: whether there is an outcome to keep. If not, `cause` says why.
    """
    try:
        recipe = Recipe.from_choices(job["choices"])
        return _train(recipe, job, report)
    except Exception as error:  # noqa: BLE001 - not the trial's fault: another try may fare better
        return {"ended": False, "cause": _cause(error)}
    finally:
        gc.collect()  # models hold on to themselves


def record_failure(recipe: Recipe, sweep: Path, key: str, failure: Failure) -> None:
    """Keep why a trial ended, in a folder that holds its recipe if nothing else.

    Raises:
        OSError: The folder can't be written to.
    """
    begun = run_of(sweep, key)
    if begun is None:
        clear_unbegun(sweep, key)
    failure.write(begun.folder if begun else Run.create(recipe, sweep).folder)


def _train(recipe: Recipe, job: Job, report: Report) -> Job:
    sweep, key = Path(job["sweep"]), job["key"]
    from kb_engine.sweeps._reporter import Reporter  # imports Keras, which drivers do without

    report({"ready": True})

    def ended(status: FailureStatus, cause: str) -> Job:
        short = " ".join(cause.split())[:LONGEST_CAUSE]
        record_failure(recipe, sweep, key, Failure(status, short))
        return {"ended": True}

    reporter = Reporter(report)
    try:
        status = _begin_or_resume(recipe, job, reporter, _refusing(report))
    except (LogdirError, ResumeError):
        raise
    except FailedRunError as error:
        if isinstance(error.__cause__, OSError):  # no room, which there may be again
            raise
        return ended("failed", error.message)
    except Exception as error:  # noqa: BLE001 - one trial's fault is no other's
        built = run_of(sweep, key) is not None  # there is a run as soon as there is a model
        return ended("failed" if built else "skipped", _cause(error))
    if reporter.stopped:
        return ended("pruned", "It fell behind the others.")
    return {"ended": status != "interrupted", "cause": "It was interrupted."}


def _cause(error: Exception) -> str:
    """What was wrong, without what somebody at a keyboard could type."""
    match error:
        case KerasBlocksError():
            return f"{error.message} {error.hint}".rstrip()
        case OSError():
            return str(error)
        case _:
            return f"{type(error).__name__}: {error}"


def _begin_or_resume(
    recipe: Recipe,
    job: Job,
    reporter: "keras.callbacks.Callback",
    inspector: Inspector,
) -> str:
    sweep, key, siblings = Path(job["sweep"]), job["key"], job["siblings"]
    before = run_of(sweep, key)
    if before is None:
        clear_unbegun(sweep, key)
        trained = train(recipe, sweep, [reporter], inspector=inspector, siblings=siblings)
        return trained.result.status
    patience = time.monotonic() + ORPHAN_SECONDS
    while is_locked(before.folder) and time.monotonic() < patience:
        time.sleep(0.1)
    return resume(before.folder, [reporter], siblings=siblings).result.status


def _refusing(report: Report) -> Inspector:
    """Reports what rules find, and refuses a network with an error among it."""

    def inspector(found: CheckReport) -> None:
        told = [each for each in found.findings if each.level != "hint"]
        report({"findings": [[each.code, str(each)] for each in told]})
        if found.failed:
            raise FaultyNetworkError(" ".join(str(each) for each in told if each.level == "error"))

    return inspector
