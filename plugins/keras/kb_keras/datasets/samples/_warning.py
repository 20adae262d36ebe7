"""Warnings about data, shown at the line that asked for the data."""

import sys
import warnings

from kb_registry import DataWarning


def warn(message: str) -> None:
    """Warn, naming the nearest caller outside of this project."""
    level, frame = 2, sys._getframe(1)  # noqa: SLF001 - what warnings itself counts by
    between = ("kb.", "kb_", "contextlib")  # which calls what is left to be done in a `with`
    while frame.f_back and str(frame.f_globals.get("__name__", "")).startswith(between):
        level, frame = level + 1, frame.f_back
    warnings.warn(message, DataWarning, stacklevel=level)
