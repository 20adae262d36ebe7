"""What may go wrong with a run."""

import errno
from collections.abc import Sequence
from pathlib import Path

from kb_registry import KerasBlocksError, SetOption


def all_at_once(
    mistakes: Sequence[KerasBlocksError], called: type[KerasBlocksError], hint: str = ""
) -> KerasBlocksError:
    """Every mistake in one error, so that none comes to light only after another is mended."""
    if len(mistakes) == 1:
        return mistakes[0]
    lines = [f"  {each.message} {each.hint}".rstrip() for each in mistakes]
    return called(f"{len(mistakes)} values can't be used:\n" + "\n".join(lines), hint=hint)


def way_to_write(error: OSError) -> str:
    """What lets a folder be written to again, as the beginning of a sentence."""
    full = error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
    return "Make room" if full else "Make it writable"


class LogdirError(KerasBlocksError, OSError):
    """A folder for runs that can't be written to."""

    @classmethod
    def because(cls, logdir: Path, error: OSError) -> "LogdirError":
        """The same in words."""
        return cls(
            f"Can't write to the log directory {logdir}: {error.strerror}.",
            hint=f"{way_to_write(error)}, or choose another.",
            suggestions=[SetOption("logdir", Path("FOLDER"), purpose="Choose another")],
        )


class FormatError(KerasBlocksError, ValueError):
    """A file of a run that another version of this project wrote."""


class ResumeError(KerasBlocksError, ValueError):
    """A run that can't be resumed as it was begun."""


class FailedRunError(KerasBlocksError, RuntimeError):
    """A training that couldn't continue."""

    exit_code = 1


class ModelFileError(KerasBlocksError, ValueError):
    """A saved model that can't be loaded here."""
