"""Train a recipe, and record it as a run."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve, frozen
from kb_registry import ResumeRun

from kb_engine._errors import ResumeError
from kb_engine.diagnosis.watching import Observation, read_observations
from kb_engine.models._devices import Devices
from kb_engine.recipes._recipe import Recipe
from kb_engine.runs._lock import locked
from kb_engine.runs._result import Result
from kb_engine.runs._run import Run, Siblings
from kb_engine.sessions._inspection import Inspector, inspect
from kb_engine.sessions._preparation import prepare
from kb_engine.sessions._resumption import (
    refuse_what_no_force_helps,
    restore_run,
    warn_of_what_stays,
)
from kb_engine.sessions._session import train_to_the_end
from kb_engine.sessions._watching import SILENT, Watching

if TYPE_CHECKING:
    import keras


@frozen(eq=False)
class TrainedRun:
    """A finished run.

    Attributes:
        run: The recipe and the folder with everything that was written.
        result: The figures.
        model: The trained model.
    """

    run: Run
    result: Result
    model: "keras.Model"

    @property
    def observations(self) -> list[Observation]:
        """What went wrong while it was trained."""
        return read_observations(self.run.paths.observations)

    @property
    def history(self) -> dict[str, list[float]]:
        """Each metric after each epoch."""
        return self.result.history


def train(  # noqa: PLR0913 - all but the recipe and the folder are keywords
    recipe: Recipe,
    logdir: Path,
    observers: "Sequence[keras.callbacks.Callback]" = (),
    *,
    devices: Devices = "one",
    inspector: Inspector | None = None,
    watching: Watching | None = SILENT,
    siblings: Siblings | None = None,
) -> TrainedRun:
    """Train the recipe's model from its seed and write a run folder.

    Ctrl-C or SIGTERM ends the training early: what was learned so far is scored and saved, and
    the result says `interrupted`.

    Args:
        recipe: What to train.
        logdir: The folder in which the run's folder is made.
        observers: Keras callbacks beside the recipe's, such as a progress bar.
        devices: "all" trains on all GPUs, each on its part of every batch. Losses then differ by
            rounding, and with layers that draw random numbers or normalize batches by more.
        inspector: Is told what rules find, before the run's folder is made.
        watching: What is done with what goes wrong; None doesn't watch.
        siblings: What other runs in `logdir` are going to choose, for callbacks to know.

    Raises:
        LogdirError: The folder can't be written.
        DataError: The data is missing or damaged.
        FailedRunError: The loss became NaN or infinite, memory or the disk didn't suffice, or the
            data changed meanwhile; the run's folder holds what was saved.
        KerasBlocksError: The recipe can't be built.
    """
    prepared = prepare(recipe, devices)
    inspect(inspector, recipe, prepared.model, prepared.data)
    run = evolve(Run.create(recipe, logdir, devices), siblings=siblings or {})
    with locked(run.folder):
        return TrainedRun(run, *train_to_the_end(run, prepared, observers, None, watching))


def resume(
    folder: Path,
    observers: "Sequence[keras.callbacks.Callback]" = (),
    *,
    force: bool = False,
    watching: Watching | None = SILENT,
    siblings: Siblings | None = None,
) -> TrainedRun:
    """Resume a run that was interrupted or killed, from its last checkpoint.

    It ends with the same weights, to the last bit, as if it had never stopped. A run without a
    checkpoint starts again, in the same folder. A recipe that was changed is in force from the
    resumed epoch on; docs/architecture.md says what that means for each of its fields.

    Args:
        folder: The run's folder.
        observers: Keras callbacks beside the recipe's.
        force: Resume even if the recipe or a version has changed since.
        watching: What is done with what goes wrong; None doesn't watch.
        siblings: What other runs beside it are going to choose, for callbacks to know.

    Warns:
        RuntimeWarning: A change begins only with a new run, or the newest checkpoint can't be
            restored and the one before it is.

    Raises:
        ResumeError: The folder holds no run, another process is training it, something has
            changed, or the run can't take a change over even if it is forced.
        KerasBlocksError: As `train` raises.
    """
    run = evolve(Run.open(folder), siblings=siblings or {})
    with locked(run.folder):
        return _resume(run, observers, force=force, watching=watching)


def _resume(
    run: Run,
    observers: "Sequence[keras.callbacks.Callback]",
    *,
    force: bool,
    watching: Watching | None,
) -> TrainedRun:
    changes = run.changes()
    if changes and not force:
        refuse_what_no_force_helps(run, changes)
        raise ResumeError(
            f"{run.folder} has changed since its last session: {'; '.join(map(str, changes))}.",
            hint="Undo the change, or resume with it; the weights may then differ.",
            suggestions=[ResumeRun(run.folder, force=True, purpose="Resume with the change")],
        )
    run.paths.forget_unfinished()
    prepared = prepare(run.recipe, run.devices)
    saved = restore_run(run, prepared)
    if saved is not None:
        warn_of_what_stays(run, changes)
    return TrainedRun(run, *train_to_the_end(run, prepared, observers, saved, watching))
