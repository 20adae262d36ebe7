"""What a training can't go on without: its data, memory, room on the disk."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from kb_registry import DataError

from kb_engine._errors import FailedRunError
from kb_engine.runs._run import Run
from kb_engine.sessions._preparation import Prepared

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def training_shortage(run: Run, prepared: Prepared) -> Iterator[None]:
    """Say what a training lacked, and how to go on.

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
        if error.errno not in _NO_ROOM:
            raise
        raise run.no_room("what a callback saves", error) from error


@contextmanager
def needing_data(run: Run) -> Iterator[None]:
    """Say how to go on where data is no longer what it was.

    Raises:
        FailedRunError: It isn't.
    """
    try:
        yield
    except DataError as error:
        raise FailedRunError(
            error.message,
            hint=f"{error.hint} What was learned until the last epoch is kept: go on with"
            f" kb train --resume {run.folder}",
        ) from error


def _out_of_memory(run: Run, prepared: Prepared) -> FailedRunError:
    from kb_engine.training import largest_halving_that_fits, load_latest

    samples = prepared.data.train
    asked = min(run.recipe.training.batch_size, len(samples))
    fitting = largest_halving_that_fits(
        prepared.model, (samples.x, samples.y), asked, prepared.largest_batch
    )
    if fitting is None:
        hint = "No smaller batch fits either: choose a smaller network."
    else:
        hint = f"A step of {fitting} was tried and fits: begin anew with --batch-size {fitting}."
    saved = load_latest(run.checkpoints)
    if saved is not None:
        hint += (
            f"\n{saved.epoch} epochs are kept. Where there is more memory, go on with"
            f" kb train --resume {run.folder}"
        )
    return FailedRunError(f"There is not enough memory for a step of {asked} samples.", hint=hint)
