"""A folder that a run's files can't be written to, as a full disk's."""

import os
from pathlib import Path

from kb_registry import ResumeRun, SetOption

from kb_engine._errors import FailedRunError, way_to_write
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
    way = way_to_write(error)
    if paths.checkpoints.exists():
        again = ResumeRun(paths.folder, purpose="Then repeat what no checkpoint holds")
        return FailedRunError(message, hint=f"{way}.", suggestions=[again])
    elsewhere = SetOption("logdir", Path("FOLDER"), purpose="Choose another log directory")
    return FailedRunError(message, hint=f"{way}, or write elsewhere.", suggestions=[elsewhere])
