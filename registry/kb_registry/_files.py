"""Files and folders that are either whole or not there."""

import errno
import json
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""What a write answers when a disk, or a user's share of it, is full."""

UNFINISHED = ".unfinished-*"
"""Pattern of what a process that was killed in mid-writing leaves behind."""


def write_atomically(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` fill a file or a folder beside `path`, then put it in place in one step.

    What is put in place is on the disk, and not merely on its way there. A file replaces the one
    that was there before.

    Raises:
        OSError: It can't be written, or `path` is a folder that holds something.
    """
    beside = path.with_name(f".unfinished-{os.getpid()}-{path.name}")
    try:
        write(beside)
        _flush(beside)
        beside.replace(path)
    finally:
        if beside.is_dir():
            shutil.rmtree(beside, ignore_errors=True)
        else:
            beside.unlink(missing_ok=True)
    _flush_folder(path.parent)


def write_text(path: Path, text: str) -> None:
    """Write text in UTF-8, whole or not at all."""
    write_atomically(path, lambda beside: beside.write_text(text, encoding="utf-8"))


def write_json(path: Path, content: Any) -> None:
    """Write JSON that people can read, whole or not at all."""
    write_text(path, json.dumps(content, indent=2, allow_nan=True) + "\n")


def _flush(path: Path) -> None:
    """Wait until what was written is on the disk."""
    if path.is_dir():
        for each in path.iterdir():
            _flush(each)
        _flush_folder(path)
    else:
        with path.open("r+b") as file:
            os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    """The same for the names in a folder, which a power cut may lose though the files are there."""
    if os.name == "nt":  # which opens no folders, and keeps their names itself
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # not every file system can; what is in place is in place
            os.fsync(opened)
    finally:
        os.close(opened)
