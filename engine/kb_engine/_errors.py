"""What may go wrong with a run."""

import errno
from pathlib import Path

from kb_registry import KerasBlocksError, SetOption


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
