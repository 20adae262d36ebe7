"""What may be wrong with a sweep."""

from kb_registry import KerasBlocksError


class SweepError(KerasBlocksError, ValueError):
    """A sweep that can't be planned or started."""
