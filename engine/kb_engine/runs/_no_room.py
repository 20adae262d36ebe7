"""A disk that has no room for a run's files."""

import os
from pathlib import Path

from kb_registry import ResumeRun, SetOption

from kb_engine._errors import FailedRunError
from kb_engine.runs._paths import RunPaths


def no_room(paths: RunPaths, content: str, error: OSError) -> FailedRunError:
    """What to say if something can't be written to a run's folder.

    Args:
        paths: Of the run.
        content: What can't be written, in words.
        error: Why.
    """
    reason = os.strerror(error.errno) if error.errno else error
    message = f"Can't write {content} to {paths.folder}: {reason}."
    if paths.checkpoints.exists():
        again = ResumeRun(paths.folder, purpose="Then repeat what no checkpoint holds")
        return FailedRunError(message, hint="Make room.", suggestions=[again])
    elsewhere = SetOption("logdir", Path("FOLDER"), purpose="Choose another log directory")
    return FailedRunError(message, hint="Make room, or write elsewhere.", suggestions=[elsewhere])
