"""What a resumed run takes from its checkpoint, and what from a recipe that was changed."""

import hashlib
import json
import warnings
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self

from attrs import asdict, evolve, frozen
from kb_registry import Splits, TrainAnew

from kb_engine._errors import ResumeError
from kb_engine.recipes._beginnings import begins_with_a_new_run
from kb_engine.recipes._differences import Difference, differences
from kb_engine.runs._run import Run
from kb_engine.sessions._preparation import Prepared
from kb_engine.sessions._refusals import refusal, refused_variables

if TYPE_CHECKING:
    from kb_engine.training import Saved


@frozen
class TrainedWith:
    """What the epochs before a checkpoint were trained with; each checkpoint holds it.

    Attributes:
        recipe: The recipe as plain values; empty if it isn't known.
        held_out: Identifies the targets that were held out, in their order; None if not known.
    """

    recipe: Mapping[str, Any]
    held_out: str | None = None

    @classmethod
    def now(cls, run: Run, data: Splits) -> Self:
        """What a run is trained with from now on."""
        digest = hashlib.sha256()
        for split in (data.validation, data.test):
            digest.update(split.y.tobytes())
        return cls(run.recipe.to_choices(), digest.hexdigest())

    @classmethod
    def until(cls, saved: "Saved", run: Run) -> Self:
        """What a run was trained with until a checkpoint.

        Raises:
            DamagedCheckpointError: It doesn't say so in a way that is known.
        """
        from kb_engine.training import DamagedCheckpointError

        if not saved.record:
            return cls(run.last_recipe())
        try:
            return cls(**json.loads(saved.record))
        except (TypeError, ValueError):
            raise DamagedCheckpointError(
                f"the checkpoint of epoch {saved.epoch} was written by another version: its record"
                " of what it was trained with can't be read"
            ) from None

    def as_text(self) -> str:
        """The same for a checkpoint to hold."""
        return json.dumps(asdict(self))


def restore_run(run: Run, prepared: Prepared) -> "Saved | None":
    """Set a model back to the newest checkpoint that can be restored.

    Returns:
        The checkpoint, without the memory that the changed recipe has no use for; None if the run
        has none.

    Raises:
        ResumeError: The recipe was changed in a way that the run can't take over, or no
            checkpoint can be restored.
    """
    from kb_engine.training import DamagedCheckpointError, OtherStateError, load, newest_first

    troubles: list[str] = []
    for path in newest_first(run.checkpoints):
        try:
            saved = _restored(run, prepared, load(path))
        except DamagedCheckpointError as error:
            troubles.append(str(error))
        except OtherStateError as error:
            troubles.append(f"{path.name} doesn't fit, though the recipe is as it was: {error}")
        else:
            if troubles:
                warnings.warn(
                    f"{'; '.join(troubles)}. Resuming from epoch {saved.epoch}.",
                    RuntimeWarning,
                    stacklevel=2,
                )
            return saved
    if troubles:
        raise ResumeError(
            f"No checkpoint of {run.folder} can be restored: {'; '.join(troubles)}.",
            suggestions=[TrainAnew(run.paths.recipe, purpose="Start again")],
        )
    return None


def refuse_what_no_force_helps(run: Run, changes: Sequence[Difference]) -> None:
    """Refuse at once what would be refused after the user insisted.

    Raises:
        ResumeError: There is a checkpoint, and no run can take one of the changes over.
    """
    from kb_engine.training import newest_first

    if not newest_first(run.checkpoints):
        return
    for change in changes:
        if change.parts[0] == "recipe" and (reason := refusal(change, 0, held_out_known=True)):
            raise refused(run, [change], reason)


def warn_of_what_stays(run: Run, changes: Sequence[Difference]) -> None:
    """Say which changes of a recipe begin only with a new run."""
    for change in changes:
        record, *place = change.parts
        if record == "recipe" and begins_with_a_new_run(run.recipe, place):
            warnings.warn(
                f"{change}, which begins only with a new run: {run.folder} keeps what it began"
                " with.",
                RuntimeWarning,
                stacklevel=2,
            )


def _restored(run: Run, prepared: Prepared, saved: "Saved") -> "Saved":
    """Restore a checkpoint under the recipe as it is now.

    Raises:
        ResumeError: A change can't be taken over.
        DamagedCheckpointError: The checkpoint doesn't say what it was trained with.
        OtherStateError: The checkpoint doesn't fit, and no change explains it.
    """
    from kb_engine.training import SEED, OtherStateError, restore, steps_done

    before = TrainedWith.until(saved, run)
    now = TrainedWith.now(run, prepared.data)
    changes = list(differences(before.recipe, now.recipe, "recipe")) if before.recipe else []
    for change in changes:
        reason = refusal(change, saved.epoch, held_out_known=before.held_out is not None)
        if reason:
            raise refused(run, [change], reason)
    if before.held_out is not None and before.held_out != now.held_out:
        blamed = [change for change in changes if change.parts[1] == "data"]
        raise refused(
            run,
            blamed,
            "the samples held out for validation and test aren't those that were held out before",
        )
    anew = _set_by_the_recipe(changes)
    try:
        restore(prepared.model, saved.state, anew=anew)
    except OtherStateError as error:
        if not changes:
            raise
        if not error.only(SEED):
            raise refused(run, *refused_variables(error, changes)) from None
        restore(prepared.model, saved.state, anew={*anew, SEED})
    if saved.step is not None and steps_done(prepared.model) != saved.step:
        counted = [change for change in changes if change.parts[1] == "opt"]
        raise refused(run, counted, "steps would be counted otherwise from here on")
    return _remembered(saved, {change.parts[1] for change in changes})


def _set_by_the_recipe(changes: Sequence[Difference]) -> set[str]:
    """The variables that a changed recipe sets."""
    from kb_engine.training import LEARNING_RATE

    changed = any(LEARNING_RATE in change.parts for change in changes)
    return {LEARNING_RATE} if changed else set()


def _remembered(saved: "Saved", changed: set[str]) -> "Saved":
    """What callbacks may remember: with another loss, no best value is one any more."""
    if "callback" in changed:
        saved = evolve(saved, stopped=False)
    return evolve(saved, memory={}) if "loss" in changed else saved


def refused(run: Run, changes: Sequence[Difference], reason: str) -> ResumeError:
    """A run that can't be resumed with a change."""
    named = f" with a change: {'; '.join(map(str, changes))}" if changes else ""
    return ResumeError(
        f"{run.folder} can't be resumed{named}: {reason}.",
        hint="Undo the change, or start again.",
        suggestions=[TrainAnew(run.paths.recipe, purpose="Start again")],
    )
