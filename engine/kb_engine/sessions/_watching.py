"""Following a run's training, and keeping what is observed."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen
from kb_registry import Splits

from kb_engine.diagnosis.watching import Observation, read_observations, write_observations
from kb_engine.runs._run import Run

if TYPE_CHECKING:
    from kb_engine.diagnosis.watching import Watch
    from kb_engine.training import NonFiniteLossError

SAMPLES = 64
"""Samples that layers are looked at with."""


@frozen
class Watching:
    """What is done with what goes wrong in a training; it is kept in the run's folder in any case.

    Attributes:
        tell: Is told each observation, once.
        stop: Whether to end a training that learns nothing or diverges.
    """

    tell: Callable[[Observation], None] | None = None
    stop: bool = False


SILENT = Watching()


def watch_of(run: Run, data: Splits, watching: Watching) -> "Watch":
    """The callback that follows a run, and knows what was observed before it was resumed."""
    from kb_engine.diagnosis.watching import Watch

    path = run.paths.observations
    observed = read_observations(path)

    def keep(seen: Observation) -> None:
        observed.append(seen)
        _write(path, observed)
        if watching.tell is not None:
            watching.tell(seen)

    probe = data.train.x[:SAMPLES], data.train.y
    return Watch(keep, stop=watching.stop, probe=probe, known=observed)


def keep_failure(run: Run, failure: "NonFiniteLossError", first_epoch: int) -> None:
    """Keep why a run's loss was no number any more, which the error itself tells."""
    path = run.paths.observations
    epoch = first_epoch + max(map(len, failure.history.values()), default=0) + 1
    seen = Observation("non-finite", failure.step, epoch, failure.layer, f"{failure.cause}.")
    _write(path, [*read_observations(path), seen])


def _write(path: Path, observed: list[Observation]) -> None:
    with suppress(OSError):  # a full disk is told by what can't do without it
        write_observations(path, observed)
