"""Trained models written for other programs, and checked in theirs.

A name's module is imported when the name is first asked for: formats are named and shown without
the arrays that an export needs.
"""

from typing import TYPE_CHECKING

from kb_registry import lazy_names

if TYPE_CHECKING:
    from kb_engine.export._destination import Destination, DestinationError
    from kb_engine.export._export import Exported, check_installed, export

__all__ = ["Destination", "DestinationError", "Exported", "check_installed", "export"]

if not TYPE_CHECKING:  # a checker that saw this would take every misspelt name for an object
    __getattr__, __dir__ = lazy_names(
        __name__,
        {
            "kb_engine.export._destination": "Destination DestinationError",
            "kb_engine.export._export": "Exported check_installed export",
        },
    )
