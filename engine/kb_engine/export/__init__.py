"""Trained models written for other programs, and checked in theirs."""

from kb_engine.export._destination import Destination, DestinationError
from kb_engine.export._export import Exported, check_installed, export

__all__ = ["Destination", "DestinationError", "Exported", "check_installed", "export"]
