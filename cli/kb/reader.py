"""The end of a command whose output nobody reads any more, or that can't be written."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

import typer
from kb_registry import KerasBlocksError

from kb.exit_codes import READER_GONE


@contextmanager
def while_read() -> Iterator[None]:
    """End quietly as soon as the reader, such as `head`, has seen enough.

    What is printed into a pipe or a file may be written as late as when Python ends, which then
    complains. So it is written at the end of this block.

    Raises:
        KerasBlocksError: The output is a file on a full disk.
    """
    out = sys.stdout
    try:
        try:
            yield
        finally:
            if out is not None:
                out.flush()
    except BrokenPipeError:
        _drop(out)
        raise typer.Exit(READER_GONE) from None
    except OSError as error:
        from kb_registry import NO_ROOM  # every command's start does without

        if error.errno not in NO_ROOM or error.filename is not None:
            raise
        _drop(out)
        raise KerasBlocksError(f"The output can't be written: {error.strerror}.") from None


def _drop(out: TextIO | None) -> None:
    """Let Python end without writing what is left."""
    if out is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())
