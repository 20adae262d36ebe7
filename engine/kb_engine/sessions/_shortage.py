"""What a training can't continue without: its data, memory, room on the disk."""

from collections.abc import Iterator
from contextlib import contextmanager

from kb_registry import NO_ROOM, DataError, ResumeRun, Suggestion, TrainAnew

from kb_engine._errors import FailedRunError
from kb_engine.runs._no_room import no_room
from kb_engine.runs._run import Run
from kb_engine.sessions._preparation import Prepared


@contextmanager
def training_shortage(run: Run, prepared: Prepared) -> Iterator[None]:
    """Say what a training lacked, and how to resume it.

    Raises:
        FailedRunError: The data changed, or memory or the disk didn't suffice.
    """
    from kb_engine.training import OUT_OF_MEMORY

    try:
        with needing_data(run):
            yield
    except OUT_OF_MEMORY:
        raise _out_of_memory(run, prepared) from None
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        raise no_room(run.paths, "what a callback saves", error) from error


@contextmanager
def needing_data(run: Run) -> Iterator[None]:
    """Say how to resume if data is no longer what it was.

    Raises:
        FailedRunError: It isn't.
    """
    try:
        yield
    except DataError as error:
        raise FailedRunError(
            error.message,
            hint=error.hint,
            suggestions=[
                *error.suggestions,
                ResumeRun(run.folder, purpose="Every finished epoch is kept. Then resume"),
            ],
        ) from error


def _out_of_memory(run: Run, prepared: Prepared) -> FailedRunError:
    from kb_engine.training import largest_halving_that_fits, load_latest

    samples = prepared.data.train
    asked = min(run.recipe.training.batch_size, len(samples))
    fitting = largest_halving_that_fits(
        prepared.model, (samples.x, samples.y), asked, prepared.largest_batch
    )
    hint = "No smaller batch fits either: choose a smaller network."
    suggestions: list[Suggestion] = []
    if fitting is not None:
        hint = f"A step of {fitting} was tried and fits."
        smaller = {"batch_size": fitting}
        suggestions = [TrainAnew(run.paths.recipe, smaller, purpose="Start again")]
    saved = load_latest(run.checkpoints)
    if saved is not None:
        purpose = f"{saved.epoch} epochs are kept. With more memory, resume"
        suggestions.append(ResumeRun(run.folder, purpose=purpose))
    return FailedRunError(
        f"There is not enough memory for a step of {asked} samples.",
        hint=hint,
        suggestions=suggestions,
    )
