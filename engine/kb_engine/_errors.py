"""What may go wrong with a run."""

from pathlib import Path

from kb_registry import KerasBlocksError


class LogdirError(KerasBlocksError, OSError):
    """A folder for runs that can't be written to."""

    @classmethod
    def because(cls, logdir: Path, error: OSError) -> "LogdirError":
        """The same in words."""
        return cls(
            f"Can't write to the log directory {logdir}: {error.strerror}.",
            hint="Make room or choose another with --logdir.",
        )


class ResumeError(KerasBlocksError, ValueError):
    """A run that can't go on as it was begun."""


class FailedRunError(KerasBlocksError, RuntimeError):
    """A training that couldn't go on."""

    exit_code = 1
