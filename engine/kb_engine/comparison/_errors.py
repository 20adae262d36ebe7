"""What can't be compared."""

from kb_registry import KerasBlocksError


class ComparisonError(KerasBlocksError, ValueError):
    """Runs that can't be compared as asked."""
