"""Executors that need nothing but this machine."""

from kb_engine.sweeps.workers._inline import Inline
from kb_engine.sweeps.workers._processes import Processes

__all__ = ["Inline", "Processes"]
