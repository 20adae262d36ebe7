"""One process at a time in a run's folder."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kb_engine._errors import LogdirError, ResumeError


def is_locked(folder: Path) -> bool:
    """Whether a process is training the run in a folder at this moment."""
    from filelock import FileLock, Timeout

    path = folder / ".lock"
    if not path.exists():  # so that asking leaves nothing behind
        return False
    try:
        with FileLock(path, timeout=0):
            return False
    except Timeout:
        return True
    except OSError:
        return False


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep every other process from training a run, until this one is done or dead.

    The system holds the lock, not the file, so that a process that is killed leaves none.

    Raises:
        ResumeError: Another process is training the run.
        LogdirError: The folder can't be written to.
    """
    from filelock import FileLock, Timeout  # not where a name is looked up or misspelt

    path = folder / ".lock"
    lock = FileLock(path, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise ResumeError(
            f"{folder} is being trained by another process.",
            hint="Wait for it, or end it with Ctrl-C: it then saves what was learned.",
        ) from None
    except OSError as error:
        raise LogdirError.because(folder.parent, error) from None
    try:
        yield
    finally:
        with suppress(OSError):  # Windows deletes no file that is open
            path.unlink()
        lock.release()
