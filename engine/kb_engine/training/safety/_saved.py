"""Checkpoints as files: what they hold, and how they are written and read."""

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from attrs import field, frozen
from kb_registry import write_atomically

from kb_engine.training.safety._companions import Memory
from kb_engine.training.state._state import State

KEPT = 2

_STATE = "state/"
_PLACE = r"trains/\w+|\w+/\d+/.+"
_MEMORY = "memory/"
_HISTORY = "history/"
_STOPPED = "stopped"
_SECONDS = "seconds"
_STEP = "step"
_RECORD = "record"


@frozen
class Saved:
    """What a checkpoint holds.

    Attributes:
        epoch: Epochs that are done, which is the `initial_epoch` to resume with.
        state: What `restore` takes.
        memory: What Keras' callbacks remembered.
        history: Each metric after each epoch that is done.
        stopped: Whether a callback, such as early stopping, ended the training there.
        seconds: Time spent training until then, in seconds, over all sessions.
        step: Steps that are done, as the optimizer counts them; None if that isn't known.
        record: What the epochs until then were trained with, in the words of whoever trained them.
    """

    epoch: int
    state: State
    memory: Memory = field(factory=dict)
    history: dict[str, list[float]] = field(factory=dict)
    stopped: bool = False
    seconds: float = 0.0
    step: int | None = None
    record: str = ""


class DamagedCheckpointError(ValueError):
    """A checkpoint that can't be read."""


def save(folder: Path, saved: Saved) -> None:
    """Write a checkpoint in one piece or not at all, then delete all but the newest two."""
    folder.mkdir(parents=True, exist_ok=True)
    members: Any = {f"{_STATE}{name}": array for name, array in saved.state.items()}
    members |= {f"{_MEMORY}{name}": array for name, array in saved.memory.items()}
    members |= {f"{_HISTORY}{name}": np.array(v) for name, v in saved.history.items()}
    members |= {_STOPPED: np.array(saved.stopped), _SECONDS: np.array(saved.seconds)}
    members |= {_RECORD: np.array(saved.record)}
    if saved.step is not None:
        members |= {_STEP: np.array(saved.step)}
    path = folder / f"epoch-{saved.epoch:06}.npz"
    write_atomically(path, lambda beside: np.savez(beside, **members))
    for old in newest_first(folder)[KEPT:]:
        old.unlink()


def load(path: Path) -> Saved:
    """Read a checkpoint.

    Raises:
        DamagedCheckpointError: It can't be read.
    """
    try:
        with path.open("rb") as file, np.load(file) as arrays:
            history = {n: values.tolist() for n, values in _under(_HISTORY, arrays).items()}
            saved = Saved(
                int(path.stem.removeprefix("epoch-")),
                _under(_STATE, arrays),
                _under(_MEMORY, arrays),
                history,
                bool(arrays.get(_STOPPED, False)),
                float(arrays.get(_SECONDS, 0.0)),
                int(arrays[_STEP]) if _STEP in arrays else None,
                str(arrays.get(_RECORD, "")),
            )
    except (OSError, TypeError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise DamagedCheckpointError(f"{path.name} can't be read: {error}") from error
    _check_places(path, saved.state)
    return saved


def load_latest(folder: Path) -> Saved | None:
    """Return the newest checkpoint that can be read, or `None` if there is none."""
    for path in newest_first(folder):
        try:
            return load(path)
        except DamagedCheckpointError:
            continue  # the one before it is the better for it
    return None


def newest_first(folder: Path) -> list[Path]:
    """The checkpoints in a folder."""
    return sorted(folder.glob("epoch-*.npz"), reverse=True)


def _check_places(path: Path, state: State) -> None:
    unknown = [name for name in state if not re.fullmatch(_PLACE, name)]
    if unknown or not state:
        found = f"{unknown[0]!r}" if unknown else "no variables"
        raise DamagedCheckpointError(
            f"{path.name} was written by another version: it holds {found} instead of"
            " variables named by their place, such as 'model/0/kernel'"
        )


def _under(prefix: str, arrays: Mapping[str, Any]) -> State:
    return {k.removeprefix(prefix): v for k, v in arrays.items() if k.startswith(prefix)}
