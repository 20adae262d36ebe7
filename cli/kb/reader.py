"""The end of a command whose output nobody reads any more."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from kb.exit_codes import READER_GONE


@contextmanager
def while_read() -> Iterator[None]:
    """End quietly as soon as the reader, such as `head`, has seen enough.

    What is printed into a pipe may be written as late as when Python ends, which then complains. So
    it is written at the end of this block.
    """
    out = sys.stdout
    try:
        try:
            yield
        finally:
            if out is not None:
                out.flush()
    except BrokenPipeError:
        if out is not None:
            os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())
        raise typer.Exit(READER_GONE) from None
